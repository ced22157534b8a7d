// PyTorch's C++ API, out variants, so that nothing is allocated in what is timed (PReLU has none).
// The backward functions take x where PyTorch's autograd keeps x, and y where it keeps y; those that take
// either stand in both directions.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <functional>
#include <map>
#include <string>

#include "peer.h"

using at::Tensor;
using Forward = std::function<void(Tensor &y, const Tensor &x)>;
using Backward = std::function<void(Tensor &dx, const Tensor &dy, const Tensor &saved)>;

struct Row {
  Forward forward;
  Backward from_x, from_y;
};

// selu's constants: Klambauer et al. (2017).
static const double selu_alpha = 1.6732632423543772, selu_scale = 1.0507009873554805;

static const Backward threshold_backward = [](Tensor &dx, const Tensor &dy, const Tensor &saved) {
  at::threshold_backward_out(dx, dy, saved, 0);
};
static Backward elu_backward(double alpha, double scale, bool is_result) {
  return [=](Tensor &dx, const Tensor &dy, const Tensor &saved) {
    at::elu_backward_out(dx, dy, alpha, scale, 1, is_result, saved);
  };
}
static Backward leaky_backward(bool is_result) {
  return [=](Tensor &dx, const Tensor &dy, const Tensor &saved) {
    at::leaky_relu_backward_out(dx, dy, saved, 0.01, is_result);
  };
}
static Backward clip_backward(double low, double high) {
  return [=](Tensor &dx, const Tensor &dy, const Tensor &saved) {
    at::hardtanh_backward_out(dx, dy, saved, low, high);
  };
}
static Backward gelu_backward(const char *approximate) {
  return [=](Tensor &dx, const Tensor &dy, const Tensor &saved) {
    at::gelu_backward_out(dx, dy, saved, approximate);
  };
}
static Tensor rows_of(const Tensor &t) { return t.view({-1, COLUMNS}); }
#define FORWARD_AS(...) [](Tensor &y, const Tensor &x) { __VA_ARGS__; }
#define BACKWARD_AS(...) [](Tensor &dx, const Tensor &dy, const Tensor &saved) { __VA_ARGS__; }

static const std::map<std::string, Row> &rows() {
  static const std::map<std::string, Row> table = {
      {"sigmoid", {FORWARD_AS(at::sigmoid_out(y, x)), {},
                   BACKWARD_AS(at::sigmoid_backward_out(dx, dy, saved))}},
      {"tanh", {FORWARD_AS(at::tanh_out(y, x)), {},
                BACKWARD_AS(at::tanh_backward_out(dx, dy, saved))}},
      {"exp", {FORWARD_AS(at::exp_out(y, x)), {}, BACKWARD_AS(at::mul_out(dx, dy, saved))}},
      // What relu calls; its own out variant is a generated one that copies.
      {"relu", {FORWARD_AS(at::clamp_min_out(y, x, 0)), threshold_backward, threshold_backward}},
      {"relu6", {FORWARD_AS(at::hardtanh_out(y, x, 0, 6)), clip_backward(0, 6),
                 clip_backward(0, 6)}},
      {"hard_tanh", {FORWARD_AS(at::hardtanh_out(y, x, -1, 1)), clip_backward(-1, 1),
                     clip_backward(-1, 1)}},
      {"leaky_relu", {FORWARD_AS(at::leaky_relu_out(y, x, 0.01)), leaky_backward(false),
                      leaky_backward(true)}},
      {"elu", {FORWARD_AS(at::elu_out(y, x)), elu_backward(1, 1, false), elu_backward(1, 1, true)}},
      {"celu", {FORWARD_AS(at::elu_out(y, x)), elu_backward(1, 1, false), elu_backward(1, 1, true)}},
      {"selu", {FORWARD_AS(at::elu_out(y, x, selu_alpha, selu_scale)),
                elu_backward(selu_alpha, selu_scale, false),
                elu_backward(selu_alpha, selu_scale, true)}},
      {"gelu", {FORWARD_AS(at::gelu_out(y, x, "none")), gelu_backward("none"), {}}},
      {"gelu_tanh", {FORWARD_AS(at::gelu_out(y, x, "tanh")), gelu_backward("tanh"), {}}},
      {"silu", {FORWARD_AS(at::silu_out(y, x)), BACKWARD_AS(at::silu_backward_out(dx, dy, saved)),
                {}}},
      {"mish", {FORWARD_AS(at::mish_out(y, x)), {}, {}}},
      {"softplus", {FORWARD_AS(at::softplus_out(y, x)),
                    BACKWARD_AS(at::softplus_backward_out(dx, dy, saved, 1, 20)), {}}},
      {"softmax", {FORWARD_AS(Tensor r = rows_of(y); at::_softmax_out(r, rows_of(x), 1, false)), {},
                   BACKWARD_AS(Tensor r = rows_of(dx); at::_softmax_backward_data_out(
                       r, rows_of(dy), rows_of(saved), 1, at::kFloat))}},
      {"log_softmax", {FORWARD_AS(Tensor r = rows_of(y); at::_log_softmax_out(r, rows_of(x), 1, false)),
                       {}, BACKWARD_AS(Tensor r = rows_of(dx); at::_log_softmax_backward_data_out(
                               r, rows_of(dy), rows_of(saved), 1, at::kFloat))}},
      {"hard_sigmoid", {FORWARD_AS(at::hardsigmoid_out(y, x)),
                        BACKWARD_AS(at::hardsigmoid_backward_out(dx, dy, saved)), {}}},
      {"hard_swish", {FORWARD_AS(at::hardswish_out(y, x)),
                      BACKWARD_AS(at::hardswish_backward_out(dx, dy, saved)), {}}},
      {"hard_shrink", {FORWARD_AS(at::hardshrink_out(y, x)),
                       BACKWARD_AS(at::hardshrink_backward_out(dx, dy, saved, 0.5)), {}}},
      {"soft_shrink", {FORWARD_AS(at::softshrink_out(y, x)),
                       BACKWARD_AS(at::softshrink_backward_out(dx, dy, saved, 0.5)), {}}},
  };
  return table;
}

struct Made {
  std::function<void()> run;
};

// Inference mode for good, on the thread that times: autograd's bookkeeping is not what is compared.
extern "C" void *peer_open(const char *) {
  new c10::InferenceMode(true);
  at::set_num_interop_threads(1);
  return (void *)&rows();
}

extern "C" void *peer_make(void *, const struct work *w) try {
  at::set_num_threads(w->threads);
  auto wrap = [n = (long)w->n](const float *p) {
    return at::from_blob(const_cast<float *>(p), {n}, at::kFloat);
  };
  Tensor in = wrap(w->in), out = wrap(w->out), dy = w->dy ? wrap(w->dy) : Tensor();
  if (std::string(w->function) == "prelu") {
    auto table = [w](const Tensor &t) { return t.view({(long)w->n / CHANNELS, CHANNELS}); };
    Tensor x = table(in), slopes = at::from_blob(const_cast<float *>(w->slopes), {CHANNELS});
    // The allocating forms are all that there is; their results are dropped.
    if (w->direction == FORWARD && in.data_ptr() != out.data_ptr())
      return new Made{[=] { at::prelu(x, slopes); }};
    if (w->direction == BACKWARD_X && dy.data_ptr() != out.data_ptr())
      return new Made{[=, g = table(dy)] {
        auto both = at::_prelu_kernel_backward(g, x, slopes.view({1, CHANNELS}).expand_as(x));
        std::get<1>(both).sum(0);
      }};
    return nullptr;
  }
  auto row = rows().find(w->function);
  if (row == rows().end()) return nullptr;
  if (w->direction == FORWARD)
    return new Made{[=, f = row->second.forward]() mutable { f(out, in); }};
  auto f = w->direction == BACKWARD_X ? row->second.from_x : row->second.from_y;
  if (!f) return nullptr;
  return new Made{[=]() mutable { f(out, dy, in); }};
} catch (const std::exception &) {
  return nullptr;
}

extern "C" void peer_run(void *made) {
  static_cast<Made *>(made)->run();
}

extern "C" void peer_free(void *made) { delete static_cast<Made *>(made); }
