"""Every implementation of the recurrence against the reference in float64: values and all gradients."""
# SPDX-License-Identifier: BSD-3-Clause

import importlib
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from sklearn_seqgan.networks import recurrence
from sklearn_seqgan.networks.recurrence import Clock, Weights, autoregressive_gru, capacity, choose
from sklearn_seqgan.networks.recurrence.folded import chunks

SHAPES = [(1, 1, 1, 1), (1, 7, 2, 3), (5, 1, 3, 8), (7, 9, 3, 16), (20, 6, 40, 33), (33, 12, 5, 64)]
IDS = ["x".join(map(str, shape)) for shape in SHAPES]


ON_GPU = ("triton", "stepwise")


@pytest.fixture(params=["cpu", "compiled", *ON_GPU])
def implementation(request, monkeypatch):
    """A name of the registry; Triton's as its interpreter runs it where there is no GPU."""
    if library := recurrence.KERNELS[request.param]:
        pytest.importorskip(library)
    module = f"{recurrence.__name__}.{request.param}"
    if request.param in ON_GPU and not torch.cuda.is_available():
        monkeypatch.setenv("TRITON_INTERPRET", "1")
        monkeypatch.delitem(sys.modules, module, raising=False)
        importlib.import_module(module)
    yield request.param
    if request.param in ON_GPU:
        sys.modules.pop(module, None)


def device_of(implementation):
    return "cuda" if implementation in ON_GPU and torch.cuda.is_available() else "cpu"


BEYOND_THE_PAPER = {"paper": (), "clock": ("clock",), "start": ("start",), "both": ("clock", "start")}
"""Inputs of the cell besides code and noise."""

N_OF_TIME = 5


def draw_beyond(batch, n_steps, units, seed=0):
    """Features of the time, their weight, and an initial state, in float64."""
    rng = torch.Generator().manual_seed(seed + 1)
    shapes = (n_steps, batch, N_OF_TIME), (3 * units, N_OF_TIME), (batch, units)
    return [2 * torch.rand(shape, generator=rng, dtype=torch.float64) - 1 for shape in shapes]


def draw(batch, features, units, seed=0):
    """A drive and weights at 1/√fan_in, in float64."""
    rng = torch.Generator().manual_seed(seed)

    def uniform(*shape):
        return (2 * torch.rand(shape, generator=rng, dtype=torch.float64) - 1) / shape[-1] ** 0.5

    fed_back, recurrent, readout = (
        uniform(3 * units, features),
        uniform(3 * units, units),
        uniform(features, units),
    )
    biases = (uniform(n, units)[:, 0] for n in (3 * units, features))
    return 2 * uniform(batch, 3 * units), fed_back, recurrent, next(biases), readout, next(biases)


def run(implementation, inputs, n_steps, dtype=torch.float32, extras=()):
    """Values, and gradients by everything of a sum with fixed random weights, in float64."""
    device = device_of(implementation)
    features, *more = draw_beyond(len(inputs[0]), n_steps, inputs[0].shape[1] // 3)
    leaves = [x.to(device, dtype).requires_grad_() for x in (*inputs, *more)]
    *leaves, time_weight, start = leaves
    keywords = {}
    if "clock" in extras:
        keywords["clock"] = Clock(features.to(device, dtype), time_weight)
        leaves.append(time_weight)
    if "start" in extras:
        keywords["initial"] = start
        leaves.append(start)
    weights = Weights(*leaves[1:6])
    y = autoregressive_gru(leaves[0], weights, n_steps, implementation=implementation, **keywords)
    direction = torch.randn(y.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    gradients = torch.autograd.grad(y, leaves, direction.to(y))
    return [x.detach().double().cpu() for x in (y, *gradients)]


def largest_error(ours, exact):
    """Max-norm of the difference over max-norm of the tensor, the largest of all tensors."""
    return max(
        float((a - b).abs().max() / b.abs().max().clamp(min=1e-3)) for a, b in zip(ours, exact, strict=True)
    )


@pytest.mark.parametrize("extras", BEYOND_THE_PAPER.values(), ids=BEYOND_THE_PAPER)
@pytest.mark.parametrize(("batch", "n_steps", "features", "units"), SHAPES, ids=IDS)
def test_values_and_gradients_are_the_references(implementation, batch, n_steps, features, units, extras):
    inputs = draw(batch, features, units)
    exact = run("reference", inputs, n_steps, torch.float64, extras)
    assert largest_error(run(implementation, inputs, n_steps, extras=extras), exact) < 1e-5


def test_float64_agrees_to_rounding():
    inputs = draw(9, 4, 12)
    for extras in BEYOND_THE_PAPER.values():
        exact, ours = (run(name, inputs, 50, torch.float64, extras) for name in ("reference", "cpu"))
        assert largest_error(ours, exact) < 1e-13


def test_long_sequences_stay_within_single_precision(implementation):
    n_steps = 40 if implementation in ON_GPU else 300
    inputs = draw(6, 3, 16)
    exact = run("reference", inputs, n_steps, torch.float64)
    assert largest_error(run(implementation, inputs, n_steps), exact) < 1e-5


@settings(deadline=None, max_examples=25)
@given(
    batch=st.integers(1, 70), n_steps=st.integers(1, 30), features=st.integers(1, 9),
    units=st.integers(1, 70), seed=st.integers(0, 99),
)  # fmt: skip
def test_any_shape_agrees(batch, n_steps, features, units, seed):
    inputs = draw(batch, features, units, seed)
    exact = run("reference", inputs, n_steps, torch.float64)
    for name in ("cpu", "compiled"):
        assert largest_error(run(name, inputs, n_steps), exact) < 1e-5


@pytest.mark.parametrize("extras", BEYOND_THE_PAPER.values(), ids=BEYOND_THE_PAPER)
def test_many_chunks_agree(monkeypatch, implementation, extras):
    monkeypatch.setattr("sklearn_seqgan.networks.recurrence.folded._NUMBERS", 500)
    inputs = draw(7, 3, 6)  # three steps at a time, and one left over
    exact = run("reference", inputs, 10, torch.float64, extras)
    assert largest_error(run(implementation, inputs, 10, extras=extras), exact) < 1e-5


@given(st.integers(1, 200), st.integers(1, 5000), st.integers(1, 300))
@settings(deadline=None)
def test_chunks_are_all_steps_from_the_last_to_the_first(n_steps, batch, units):
    slices = chunks(n_steps, batch, units)
    assert [t for chunk in slices for t in reversed(range(n_steps)[chunk])] == [*reversed(range(n_steps))]
    assert slices[-1].stop == max(chunk.stop - chunk.start for chunk in slices)


def test_without_gradient_the_values_are_the_same(implementation):
    inputs = [x.float().to(device_of(implementation)) for x in draw(5, 3, 8)]
    with_gradient = run(implementation, inputs, 11)[0].float()
    with torch.no_grad():
        y = autoregressive_gru(inputs[0], Weights(*inputs[1:]), 11, implementation=implementation)
    assert torch.equal(y.cpu(), with_gradient)


@pytest.mark.parametrize("name", ["cpu", "compiled"])
def test_a_second_derivative_is_refused(name):
    leaves = [x.float().requires_grad_() for x in draw(2, 3, 4)]
    y = autoregressive_gru(leaves[0], Weights(*leaves[1:]), 3, implementation=name)
    (gradient,) = torch.autograd.grad(y.sum(), leaves[:1], create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        gradient.sum().backward()


def test_two_threads_at_once_change_nothing():
    pytest.importorskip("numba")
    inputs = draw(64, 5, 32)
    alone = run("compiled", inputs, 40)
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda _: run("compiled", inputs, 40), range(8)))
    assert all(torch.equal(a, b) for result in together for a, b in zip(result, alone, strict=True))


@pytest.mark.parametrize("name", ["cpu", "compiled"])
def test_what_is_kept_is_five_numbers_a_unit_row_and_step(name):
    kept = []
    leaves = [x.float().requires_grad_() for x in draw(6, 3, 8)]
    with torch.autograd.graph.saved_tensors_hooks(lambda x: kept.append(x) or x, lambda x: x):
        autoregressive_gru(leaves[0], Weights(*leaves[1:]), 100, implementation=name)
    storages = {x.untyped_storage().data_ptr(): x.untyped_storage().nbytes() for x in kept}
    per_step = sorted(storages.values())[-2:]
    assert sum(per_step) == 4 * 6 * 8 * (5 * 100 + 1)  # and h_0
    assert sum(storages.values()) - sum(per_step) < 20_000  # weights


def test_the_choice():
    drive = torch.zeros(64, 3 * 64)
    assert choose(drive, 150) == ("compiled" if recurrence._has("numba") else "cpu")
    assert choose(drive[:3], 20) == "cpu"
    assert choose(drive.double(), 150) == "cpu"
    assert choose(drive, 150, n_above=1) == "reference"


def test_the_choice_on_a_gpu(monkeypatch):
    """By the width of the state, and only where the kernels run."""
    drives = {units: SimpleNamespace(
        shape=(32, 3 * units), is_cuda=True, dtype=torch.float32, device=torch.device("cuda"),
        numel=lambda units=units: 96 * units,
    ) for units in (64, 192)}  # fmt: skip
    has_gpu(monkeypatch, 9, 232_448)
    monkeypatch.setattr(recurrence, "_has", lambda library: True)
    assert [choose(drive, 9) for drive in drives.values()] == ["triton", "stepwise"]
    has_gpu(monkeypatch, 7, 232_448)
    assert choose(drives[64], 9) == "cpu"


def test_without_the_extra_plain_torch_does_it(monkeypatch):
    monkeypatch.setattr(recurrence, "_has", lambda library: False)
    assert choose(torch.zeros(64, 3 * 64), 150) == "cpu"


@pytest.mark.parametrize("matmul_precision", ["highest", "high"])
@pytest.mark.parametrize("units", [20, 64])
def test_the_kernels_compile_for_a_gpu_within_its_shared_memory(
    units, matmul_precision, tmp_path, monkeypatch
):
    """As far as it goes without one: Triton compiles for the A100 and tells what a program takes."""
    triton = pytest.importorskip("triton")
    compiler = pytest.importorskip("triton.backends.compiler")
    monkeypatch.setenv("TRITON_CACHE_DIR", str(tmp_path))
    kernels = importlib.import_module(f"{recurrence.__name__}.triton")
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision(matmul_precision)
    try:
        constants = {"ROWS": 16, "SIZE": capacity.padded_units(units), "PRECISION": capacity.precision()}
        limit = capacity.shared_bytes(units)
    finally:
        torch.set_float32_matmul_precision(before)
    forward, backward = kernels._forward_kernel, kernels._backward_kernel
    forms = [(forward, {"KEEP": True, "TIMED": timed}) for timed in (False, True)] + [(backward, {})]
    for kernel, extra in forms:
        compiled = compile_kernel(triton, compiler.GPUTarget("cuda", 80, 32), kernel, constants | extra)
        assert compiled.metadata.shared <= limit <= 166_912  # the A100's
        assert "mma.sync" in compiled.asm["ptx"]


def compile_kernel(triton, target, kernel, constants):
    sizes = ("n_time_steps", "batch", "units")
    kinds = {name: "i32" if name in sizes else "*fp32" for name in kernel.arg_names}
    source = triton.compiler.ASTSource(kernel, kinds | dict.fromkeys(constants, "constexpr"), constants)
    return triton.compile(source, target=target, options={"num_warps": 8, "num_stages": 2})


def has_gpu(monkeypatch, major, shared):
    properties = SimpleNamespace(major=major, shared_memory_per_block_optin=shared)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: properties)


def test_a_gpu_without_room_or_tf32_is_left_to_others(monkeypatch):
    has_gpu(monkeypatch, 9, 232_448)
    assert capacity.fits(64, "cuda")
    assert not capacity.fits(65, "cuda")
    has_gpu(monkeypatch, 8, 101_376)
    assert not capacity.fits(64, "cuda")
    assert capacity.fits(32, "cuda")
    has_gpu(monkeypatch, 7, 232_448)
    assert not capacity.fits(16, "cuda")
