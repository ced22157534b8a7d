"""The drop-in for torch.nn.init, where PyTorch is installed."""

import hashlib
import math
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gesso import init

torch = pytest.importorskip("torch")
torch_init = pytest.importorskip("gesso.torch_init")

nn = torch.nn


@pytest.mark.parametrize("name, arguments", [
    ("uniform_", (-0.5, 0.25)), ("normal_", (1.0, 0.5)), ("xavier_uniform_", (1.5,)),
    ("xavier_normal_", (1.5,)), ("kaiming_uniform_", (math.sqrt(5),)),
    ("kaiming_uniform_", (0, "fan_out", "relu")), ("kaiming_normal_", (0, "fan_in", "tanh")),
    ("sparse_", (0.1,))])
def test_the_distribution_is_torch_s(name, arguments):
    torch.manual_seed(1)
    ours, theirs = torch.empty(600, 500), torch.empty(600, 500)
    assert getattr(torch_init, name)(ours, *arguments, seed=1) is ours
    getattr(nn.init, name)(theirs, *arguments)
    assert ours.std().item() == pytest.approx(theirs.std().item(), rel=0.01)
    assert ours.mean().item() == pytest.approx(theirs.mean().item(), abs=0.01 * theirs.std().item())
    if "uniform" in name:
        assert ours.max().item() == pytest.approx(theirs.max().item(), rel=1e-3)
    if name == "sparse_":
        assert ((ours == 0).sum(0) == 60).all() and ((theirs == 0).sum(0) >= 60).all()


@pytest.mark.parametrize("name, shape, keywords", [
    ("constant_", (3, 4), {"val": 0.3}), ("zeros_", (3,), {}), ("ones_", (3, 2), {}),
    ("eye_", (3, 5), {}), ("dirac_", (6, 4, 3), {"groups": 2}), ("dirac_", (4, 6, 3, 2), {})])
def test_patterns_are_torch_s(name, shape, keywords):
    ours, theirs = torch.full(shape, 9.0), torch.empty(shape)
    getattr(nn.init, name)(theirs, **keywords)
    assert torch.equal(getattr(torch_init, name)(ours, **keywords), theirs)


@pytest.mark.parametrize("name, param", [("linear", None), ("conv2d", None), ("sigmoid", None),
                                         ("tanh", None), ("relu", None), ("leaky_relu", None),
                                         ("leaky_relu", 0.3), ("selu", None)])
def test_gains_are_torch_s(name, param):
    assert torch_init.calculate_gain(name, param) == nn.init.calculate_gain(name, param)


def test_other_gains():
    assert torch_init.calculate_gain("gelu") == init.gain("gelu")


def test_elements_are_gesso_s_in_place():
    tensor = torch.empty(50, 40, requires_grad=True)
    version, where = tensor._version, tensor.data_ptr()
    torch_init.normal_(tensor, 0, 2, seed=3, stream=4)
    assert tensor.data_ptr() == where and tensor._version > version and tensor.requires_grad
    np.testing.assert_array_equal(tensor.detach().numpy(),
                                  init.normal((50, 40), 0, 2, seed=3, stream=4))


@pytest.mark.parametrize("error, tensor", [
    (TypeError, lambda: torch.empty(3, dtype=torch.float64)),
    (ValueError, lambda: torch.empty(3, 4).T), (ValueError, lambda: torch.empty(3, device="meta"))])
def test_what_cannot_be_filled(error, tensor):
    with pytest.raises(error):
        torch_init.normal_(tensor(), seed=1)


def test_a_module_has_a_stream_per_name():
    def model():
        return nn.Sequential(nn.Linear(30, 20), nn.BatchNorm1d(20), nn.Embedding(5, 6),
                             nn.LSTM(4, 3), nn.Sequential(nn.Conv1d(4, 6, 3, groups=2)))

    torch.manual_seed(1)
    first = torch_init.initialize_module(model(), 7)
    torch.manual_seed(2)
    second = torch_init.initialize_module(model(), 7)
    for (name, a), b in zip(first.named_parameters(), second.parameters()):
        assert torch.equal(a, b), name
    stream = int.from_bytes(hashlib.sha256(b"0.weight").digest()[:8], "little")
    assert torch_init.stream_of("0.weight") == stream
    bound = 1 / math.sqrt(30)
    np.testing.assert_array_equal(first[0].weight.detach().numpy(),
                                  init.uniform((20, 30), -bound, bound, seed=7, stream=stream))
    assert first[0].bias.abs().max() <= bound and (first[1].weight == 1).all()
    assert (first[1].bias == 0).all() and first[4][0].weight.abs().max() <= 1 / math.sqrt(6)
    ones = torch_init.initialize_module(model(), 7, lambda *_: init.distribution("constant", 1))
    assert all((p == 1).all() for p in ones.parameters())


@pytest.mark.parametrize("module", [
    nn.PReLU(20), nn.PReLU(init=0.1), nn.Embedding(300, 200, padding_idx=3), nn.EmbeddingBag(300, 200, padding_idx=-1),
    nn.LSTM(50, 90, 2, bidirectional=True, proj_size=40), nn.GRU(50, 90), nn.RNN(50, 90), nn.LSTMCell(50, 90),
    nn.GRUCell(50, 90), nn.Bilinear(30, 40, 50), nn.MultiheadAttention(128, 4),
    nn.MultiheadAttention(128, 4, add_bias_kv=True, kdim=60, vdim=90), nn.LayerNorm((20, 30)), nn.RMSNorm((20, 30)),
    nn.BatchNorm2d(9), nn.GroupNorm(3, 9), nn.Linear(0, 30), nn.Linear(400, 900), nn.ConvTranspose2d(30, 40, 3)],
    ids=lambda module: str(module)[:30])
def test_modules_are_torch_s(module):
    theirs = {name: p.detach().clone() for name, p in module.named_parameters()}
    torch_init.initialize_module(module, 5)
    for name, ours in module.named_parameters():
        if not ours.numel():
            continue
        ours, other = ours.detach(), theirs[name]
        assert torch.equal(ours == 0, other == 0), name
        if other.min() == other.max():
            assert torch.equal(ours, other), name
        else:
            off = 6 / math.sqrt(other.numel())
            assert ours.std().item() == pytest.approx(other.std().item(), rel=off), name
            assert ours.abs().mean().item() == pytest.approx(other.abs().mean().item(), rel=off), name


def plain_uniform(shape, fan, name):
    return init.uniform(shape, -1 / math.sqrt(fan), 1 / math.sqrt(fan), seed=5, stream=torch_init.stream_of(name))


@pytest.mark.parametrize("norm", [nn.utils.parametrizations.weight_norm, nn.utils.parametrizations.spectral_norm])
def test_parametrized_tensors_are_what_they_would_be_without(norm):
    for module, shape, name in ((nn.Conv1d(60, 50, 3), (50, 60, 3), "weight"), (nn.Linear(90, 70), (70, 90), "weight"),
                                (nn.LSTM(30, 40), (160, 40), "weight_hh_l0")):
        outer = torch_init.initialize_module(nn.Sequential(norm(module, name)), 5)
        drawn = plain_uniform(shape, 40 if name != "weight" else math.prod(shape[1:]), f"0.{name}")
        ours = getattr(module, name).detach().numpy()
        if norm is nn.utils.parametrizations.spectral_norm:
            ours = outer.get_parameter(f"0.parametrizations.{name}.original").detach().numpy()
        np.testing.assert_allclose(ours, drawn, rtol=1e-5)


def test_orthogonal_parametrizations_stay_orthogonal():
    first, again, other = (torch_init.initialize_module(nn.utils.parametrizations.orthogonal(nn.Linear(60, 50)), seed)
                           for seed in (5, 5, 6))
    np.testing.assert_allclose((first.weight @ first.weight.T).detach().numpy(), np.eye(50), atol=1e-5)
    assert torch.equal(first.weight, again.weight) and not torch.allclose(first.weight, other.weight, atol=0.1)


def test_a_parametrization_that_cannot_be_assigned_to():
    class Symmetric(nn.Module):
        def forward(self, x):
            return x.triu() + x.triu(1).T

    module = nn.Linear(50, 50)
    nn.utils.parametrize.register_parametrization(module, "weight", Symmetric())
    before = module.weight.detach().clone()
    torch_init.initialize_module(module, 5)
    assert torch.equal(module.weight, module.weight.T) and not torch.equal(module.weight, before)


def test_names_that_only_look_like_a_weight_norm():
    module = nn.Module()
    module.w_g, module.w_v = nn.Parameter(torch.zeros(1, 5)), nn.Parameter(torch.zeros(4, 5))
    torch_init.initialize_module(module, 5)
    assert module.w_g.abs().max() <= math.sqrt(6 / 6)
    assert not torch.allclose(module.w_g, module.w_v.norm(dim=0, keepdim=True))


@pytest.mark.filterwarnings("ignore")  # that it is old
@pytest.mark.parametrize("dim", [0, 1, None])
def test_the_older_weight_norm(dim):
    module = nn.utils.weight_norm(nn.Conv1d(60, 50, 3), dim=dim)
    torch_init.initialize_module(module, 5)(torch.ones(1, 60, 5))
    np.testing.assert_allclose(module.weight.detach().numpy(), plain_uniform((50, 60, 3), 180, "weight_v"), rtol=1e-5)


def test_what_holds_a_module_does_not_change_its_streams():
    model = lambda: nn.Sequential(nn.Linear(5, 4), nn.ReLU(), nn.Linear(4, 3))
    plain = [p.detach() for p in torch_init.initialize_module(model(), 3).parameters()]
    for wrap in (nn.DataParallel, torch.compile, lambda m: torch.compile(nn.DataParallel(m)),
                 lambda m: nn.DataParallel(torch.compile(m))):
        wrapped = torch_init.initialize_module(wrap(model()), 3)
        assert all(map(torch.equal, plain, wrapped.parameters()))


def test_padding_of_shared_weights():
    decoder, embed = nn.Linear(8, 10, bias=False), nn.Embedding(10, 8, padding_idx=2)
    decoder.weight = embed.weight
    torch_init.initialize_module(nn.ModuleList([decoder, embed]), 1)
    assert torch.equal((embed.weight == 0).all(1), torch.arange(10) == 2)


@pytest.mark.parametrize("error, name, spoil", [
    (TypeError, "1.weight", lambda model: model[1].double()),
    (ValueError, "1.weight", lambda model: model[1].to(memory_format=torch.channels_last)),
    (TypeError, "1.bias", lambda model: setattr(model[1], "bias", nn.Parameter(torch.zeros(4).half())))])
def test_nothing_is_filled_where_one_cannot_be(error, name, spoil):
    model = nn.Sequential(nn.Conv2d(3, 3, 3), nn.Conv2d(3, 4, 3))
    spoil(model)
    before = [p.detach().clone() for p in model.parameters()]
    with pytest.raises(error, match=f"^{name} must be"):
        torch_init.initialize_module(model, 1)
    assert all(map(torch.equal, before, model.parameters()))


def test_only_embeddings_have_padding():
    module = nn.Linear(3, 3)
    module.padding_idx = 9
    assert (torch_init.initialize_module(module, 1).weight != 0).all()


def test_tensors_without_elements():
    for name in ("kaiming_uniform_", "kaiming_normal_", "xavier_uniform_", "xavier_normal_", "orthogonal_", "normal_"):
        tensor = torch.empty(0, 5)
        assert getattr(torch_init, name)(tensor, seed=1) is tensor
    torch_init.initialize_module(nn.Sequential(nn.Linear(0, 3), nn.Conv1d(3, 0, 2)), 1)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_constants_that_are_not_finite(value):
    tensor = torch.empty(3, 2)
    version = tensor._version
    assert torch_init.constant_(tensor, value) is tensor and tensor._version > version
    np.testing.assert_array_equal(tensor.numpy(), np.full((3, 2), value, np.float32))


def test_shards_example():
    example = Path(__file__).parents[1] / "examples" / "sharded.py"
    done = subprocess.run([sys.executable, example], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "the bytes are equal"
