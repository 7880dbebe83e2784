"""Datasets as the package movement makes them, in its several versions' order and names of dimensions."""
# SPDX-License-Identifier: BSD-3-Clause

import numpy as np
import pytest
import xarray as xr

from sklearn_seqgan.sequences import from_xarray

TIME, SPACE, KEYPOINTS, INDIVIDUALS = np.arange(4) / 10, ["x", "y"], ["nose", "paw", "tail"], ["id_0", "id_1"]
VALUES = np.random.default_rng(0).normal(size=(4, 2, 3, 2))
CONFIDENCE = np.full((4, 3, 2), 0.9)
CONFIDENCE[1, 2, 0], CONFIDENCE[2, 0, 1] = 0.2, np.nan


def poses(order=(0, 1, 2, 3), names=("time", "space", "keypoints", "individuals"), **attrs):
    """A dataset whose position has its dimensions in some order."""
    coords = dict(zip(names, (TIME, SPACE, KEYPOINTS, INDIVIDUALS)))
    position = xr.DataArray(VALUES, coords, names).transpose(*(names[k] for k in order))
    confidence = xr.DataArray(CONFIDENCE, {k: v for k, v in coords.items() if k != names[1]})
    return xr.Dataset({"position": position, "confidence": confidence}, attrs={"fps": 10.0} | attrs)


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 3, 2, 1), (3, 1, 0, 2)])
@pytest.mark.parametrize(
    "names", [("time", "space", "keypoints", "individuals"), ("time", "space", "keypoint", "individual")]
)
def test_dimensions_go_by_their_names(order, names):
    data = from_xarray(poses(order, names))
    assert data.individual.tolist() == INDIVIDUALS and data.joint_names == KEYPOINTS and data.rate_hz == 10.0
    assert data.feature_names == ["nose_x", "nose_y", "paw_x", "paw_y", "tail_x", "tail_y"]
    for i, x in enumerate(data.X):
        np.testing.assert_array_equal(x, VALUES[:, :, :, i].transpose(0, 2, 1).reshape(4, 6))
    np.testing.assert_array_equal(data.times[1], TIME)


def test_low_confidence_is_nan():
    data = from_xarray(poses(), min_confidence=0.5)
    assert np.argwhere(np.isnan(data.X[0])).tolist() == [[1, 4], [1, 5]]
    assert np.argwhere(np.isnan(data.X[1])).tolist() == [[2, 0], [2, 1]]
    assert not np.isnan(from_xarray(poses()).X[0]).any()


def test_several_datasets_have_the_keypoints_of_the_first_in_its_order():
    turned = poses().isel(keypoints=[2, 0, 1], individuals=[1])
    turned.attrs["fps"] = 20.0
    data = from_xarray([poses(), turned])
    assert data.recording.tolist() == [0, 0, 1] and data.individual.tolist() == ["id_0", "id_1", "id_1"]
    np.testing.assert_array_equal(data.X[2], data.X[1])
    assert data.rate_hz.tolist() == [10.0, 20.0]
    with pytest.raises(ValueError, match=r"Dataset 1 has the keypoints \['nose', 'paw'\]"):
        from_xarray([poses(), poses().isel(keypoints=[0, 1])])


def test_one_individual_and_one_point_have_no_dimension_of_their_own():
    alone = poses().isel(individuals=0, drop=True)
    assert from_xarray(alone).X[0].shape == (4, 6) and from_xarray(alone).individual.tolist() == ["0"]
    centre = poses().isel(keypoints=1, drop=True)
    np.testing.assert_array_equal(from_xarray(centre, min_confidence=0.1).X[1], VALUES[:, :, 1, 1])


def test_the_rate_is_of_the_attribute_or_of_seconds():
    assert from_xarray(poses(fps=None, time_unit="seconds")).rate_hz == pytest.approx(10)
    assert from_xarray(poses(fps=None, time_unit="frames")).rate_hz is None
    assert from_xarray([poses(fps=None), poses(fps=None)]).rate_hz is None


def test_what_is_no_dataset_of_poses_is_named():
    with pytest.raises(TypeError, match=r"Dataset 0 is a ndarray; pass an xarray\.Dataset"):
        from_xarray(VALUES)
    with pytest.raises(ValueError, match="There are no datasets"):
        from_xarray([])
    with pytest.raises(ValueError, match="Dataset 0 has no variable 'position'"):
        from_xarray(poses().drop_vars("position"))
    with pytest.raises(ValueError, match=r"has no variable 'confidence', but min_confidence=0\.5"):
        from_xarray(poses().drop_vars("confidence"), 0.5)
    with pytest.raises(ValueError, match="'position' of dataset 0 has no dimension 'time'"):
        from_xarray(poses().isel(time=0, drop=True))
    with pytest.raises(ValueError, match=r"dimensions that are not known: \['views'\]"):
        from_xarray(poses().expand_dims("views"))
