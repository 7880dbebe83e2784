"""load_bvh on a file that is written out here, and on what pybvh writes of it."""
# SPDX-License-Identifier: BSD-3-Clause

import sys

import numpy as np
import pytest

from sklearn_seqgan.datasets import load_bvh

pybvh = pytest.importorskip("pybvh")

TEXT = """HIERARCHY
ROOT b:Hips
{
	OFFSET 0 0 0
	CHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation
	JOINT Spine
	{
		OFFSET 0 1 0
		CHANNELS 3 Zrotation Xrotation Yrotation
		JOINT Head
		{
			OFFSET 0 2 0
			CHANNELS 3 Zrotation Xrotation Yrotation
			End Site
			{
				OFFSET 0 0.5 0
			}
		}
	}
}
MOTION
Frames: 3
Frame Time: 0.04
0 0 0 0 0 0 0 0 0 0 0 0
5 6 7 90 0 0 0 0 0 0 0 0
0 0 0 0 0 0 0 90 0 0 0 0
"""
POSITIONS = [  # upright; moved, and turned about z; bent forward at the spine, about x
    [[0, 0, 0], [0, 1, 0], [0, 3, 0]],
    [[5, 6, 7], [4, 6, 7], [2, 6, 7]],
    [[0, 0, 0], [0, 1, 0], [0, 1, 2]],
]


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "bow.bvh"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_joints_are_where_the_angles_put_them(tmp_path, newline):
    path = tmp_path / "bow.bvh"
    path.write_bytes(TEXT.replace("\n", newline).encode())
    data = load_bvh(path)
    np.testing.assert_allclose(data.X[0], np.reshape(POSITIONS, (3, 9)), atol=1e-9)
    assert data.joint_names == ["b:Hips", "Spine", "Head"] and data.feature_names[3] == "Spine_x"
    assert (
        data.bones.tolist() == [[0, 1], [1, 2]] and data.rate_hz == pytest.approx(25.0) and data.unit is None
    )
    np.testing.assert_allclose(data.root[0], [[0, 0, 0], [5, 6, 7], [0, 0, 0]])


def test_angles_are_those_of_the_file(path):
    data = load_bvh(path, values="angles")
    expected = [[0] * 9, [90, *[0] * 8], [0, 0, 0, 0, 90, 0, 0, 0, 0]]
    np.testing.assert_allclose(data.X[0], expected, atol=1e-9)
    assert data.feature_names[:3] == ["b:Hips_Zrotation", "b:Hips_Xrotation", "b:Hips_Yrotation"]
    with pytest.raises(ValueError, match="values='rotations' must be"):
        load_bvh(path, values="rotations")


def test_what_pybvh_writes_and_chosen_joints(path, tmp_path):
    again = tmp_path / "again.bvh"
    pybvh.read_bvh_file(path).write(again)
    data = load_bvh([path, again], joints=["Head", "b:Hips"])
    for x in data.X:
        np.testing.assert_allclose(x, np.array(POSITIONS)[:, [2, 0]].reshape(3, 6), atol=1e-4)
    assert data.bones.tolist() == [[1, 0]]  # by way of the spine


def test_what_is_wrong_with_a_file_is_named(path, tmp_path, monkeypatch):
    broken = tmp_path / "broken.bvh"
    broken.write_text(TEXT[:300])
    with pytest.raises(ValueError, match=r"broken\.bvh cannot be read"):
        load_bvh(broken)
    with pytest.raises(ValueError, match=r"bow\.bvh has no joint 'Foot'"):
        load_bvh(path, joints=["Foot"])
    monkeypatch.setitem(sys.modules, "pybvh", None)
    with pytest.raises(ImportError, match=r"BVH files need the extra `bvh`"):
        load_bvh(path)
