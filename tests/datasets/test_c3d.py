"""load_c3d on files that ezc3d writes here."""
# SPDX-License-Identifier: BSD-3-Clause

import sys

import numpy as np
import pytest

from sklearn_seqgan.datasets import load_c3d

ezc3d = pytest.importorskip("ezc3d")

POINTS = np.arange(4 * 3 * 3.0).reshape(4, 3, 3)  # frames, markers, axes


@pytest.fixture
def write(tmp_path):
    def write(
        name="walk.c3d", points=POINTS, labels=("hip", "knee", "toe"), rate=100.0, unit="mm", analogs=None
    ):
        file = ezc3d.c3d()
        file["parameters"]["POINT"]["RATE"]["value"] = [rate]
        file["parameters"]["POINT"]["LABELS"]["value"] = labels
        file["parameters"]["POINT"]["UNITS"]["value"] = [unit]
        file["data"]["points"] = np.concatenate([points, np.ones((*points.shape[:2], 1))], axis=2).transpose(
            2, 1, 0
        )
        if analogs is not None:
            file["parameters"]["ANALOG"]["RATE"]["value"] = [2 * rate]
            file["parameters"]["ANALOG"]["LABELS"]["value"] = ("Fx", "Fz")
            file["data"]["analogs"] = analogs.T[None]
        path = tmp_path / name
        file.write(str(path))
        return path

    return write


def test_markers_are_joint_by_joint_and_a_marker_that_was_not_seen_is_nan(write):
    points = POINTS.copy()
    points[2, 1] = np.nan
    data = load_c3d(write(points=points))
    (x,) = data.X
    np.testing.assert_allclose(x, points.reshape(4, 9))
    assert data.joint_names == ["hip", "knee", "toe"] and data.feature_names[:4] == [
        "hip_x",
        "hip_y",
        "hip_z",
        "knee_x",
    ]
    assert data.rate_hz == 100.0 and data.unit == "mm"
    assert {name: len(column) for name, column in data.events.items()} == dict.fromkeys(data.events, 0)


def test_channels_beside_the_markers(write):
    analogs = np.arange(16.0).reshape(8, 2)
    data = load_c3d(write(analogs=analogs))
    np.testing.assert_allclose(data.analogs[0], analogs, atol=1e-4)
    assert data.analog_names == [["Fx", "Fz"]] and data.analog_rate_hz.tolist() == [200.0]


def test_several_files_have_the_markers_of_the_first_in_its_order(write):
    first = write()
    turned = write("turned.c3d", POINTS[:2, ::-1], labels=("toe", "knee", "hip"), rate=50.0)
    data = load_c3d([first, str(turned)])
    np.testing.assert_allclose(data.X[1], POINTS[:2].reshape(2, 9))
    assert data.rate_hz.tolist() == [100.0, 50.0]
    chosen = load_c3d([turned, first], markers=["knee"])
    np.testing.assert_allclose(chosen.X[1], POINTS[:, 1])
    assert chosen.joint_names == ["knee"]


def test_events_are_in_seconds_from_the_first_frame(write, tmp_path):
    file = ezc3d.c3d(str(write()))
    file["header"]["points"]["first_frame"] = 50
    file.add_parameter("EVENT", "USED", 2)
    file.add_parameter("EVENT", "LABELS", ["Foot Strike", "Foot Off"])
    file.add_parameter("EVENT", "CONTEXTS", ["Left", "Right"])
    file.add_parameter("EVENT", "TIMES", np.array([[0.0, 1.0], [0.52, 2.0]]))
    path = tmp_path / "events.c3d"
    file.write(str(path))
    start = ezc3d.c3d(str(path))["header"]["points"]["first_frame"] / 100
    events = load_c3d([write("other.c3d"), path]).events
    assert events["recording"].tolist() == [1, 1] and events["label"].tolist() == ["Foot Strike", "Foot Off"]
    assert events["context"].tolist() == ["Left", "Right"]
    np.testing.assert_allclose(events["start"], [0.52 - start, 62 - start], atol=1e-5)


def test_what_is_wrong_with_a_file_is_named(write, tmp_path):
    path = write()
    with pytest.raises(FileNotFoundError, match=r"no file .*none\.c3d"):
        load_c3d([path, tmp_path / "none.c3d"])
    with pytest.raises(ValueError, match="paths is empty"):
        load_c3d([])
    broken = tmp_path / "broken.c3d"
    broken.write_bytes(b"no such thing" * 100)
    with pytest.raises(ValueError, match=r"broken\.c3d cannot be read"):
        load_c3d(broken)
    with pytest.raises(ValueError, match=r"walk\.c3d has no joint 'head'; it has \['hip', 'knee', 'toe'\]"):
        load_c3d(path, markers=["head"])
    twice = write("twice.c3d", labels=("hip", "toe", "toe"))
    with pytest.raises(ValueError, match=r"twice\.c3d has 2 joints called 'toe'"):
        load_c3d(twice, markers=["toe"])
    assert load_c3d(twice).X[0].shape == (4, 9)
    with pytest.raises(ValueError, match=r"metres\.c3d is in m, but .*walk\.c3d in mm"):
        load_c3d([path, write("metres.c3d", unit="m")])
    with pytest.raises(ValueError, match=r"empty\.c3d cannot be read: it has no markers"):
        load_c3d(write("empty.c3d", POINTS[:, :0], labels=(), analogs=np.zeros((8, 2))))


def test_the_extra_is_named_where_it_is_missing(write, monkeypatch):
    path = write()
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    with pytest.raises(
        ImportError, match=r"C3D files need the extra `c3d`: pip install 'sklearn_seqgan\[c3d\]'"
    ):
        load_c3d(path)
