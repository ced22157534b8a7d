/* A C program that is linked with the library embeds a Python interpreter, which loads the binding
 * over the same library: for the same arguments C and Python get the same bits.
 * HARNESS_PYTHON is the interpreter whose packages (NumPy) are used. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gesso.h"
#include "support/operations.h"

enum { OUTER = 37, CHANNELS = 11, INNER = 13, N = OUTER * CHANNELS * INNER };
enum { ROWS = OUTER * INNER };

static float x[N], dy[N], slopes[CHANNELS], out[N], dslopes[CHANNELS];
static const gesso_key key = {UINT64_C(0xfedcba9876543210), UINT64_C(0x8000000000000003)};
static PyObject *names; /* what the expressions see */

#define ELU_PARAMS (&(gesso_activation_params){sizeof(gesso_activation_params), 0.75f, 0})

static gesso_status draw(gesso_distribution_kind kind, float a, float b) {
  gesso_distribution d = {sizeof d, kind, a, b, 0, 0};
  return gesso_init_f32(&d, key, 5, out, N);
}

/* CHANNELS × ROWS weights of a scheme. */
static gesso_status scheme(gesso_scheme which) {
  const size_t shape[3] = {CHANNELS, OUTER, INNER};
  size_t fan_in, fan_out;
  gesso_distribution d;
  d.size = sizeof d;
  gesso_status status = gesso_fans(shape, 3, GESSO_LAYOUT_PYTORCH, 1, &fan_in, &fan_out);
  if (status == GESSO_OK) status = gesso_scheme_distribution(which, fan_in, fan_out, 1.5f, &d);
  return status == GESSO_OK ? gesso_init_f32(&d, key, 0, out, N) : status;
}

/* Evaluates a Python expression to an array and compares its bytes. */
static void same_bits(const char *expression, const void *expected, size_t size) {
  PyObject *array = PyRun_String(expression, Py_eval_input, names, names);
  PyObject *bytes = array ? PyObject_CallMethod(array, "tobytes", NULL) : NULL;
  if (bytes == NULL) {
    PyErr_Print();
    fail_msg("%s raised", expression);
  }
  if ((size_t)PyBytes_GET_SIZE(bytes) != size ||
      memcmp(PyBytes_AS_STRING(bytes), expected, size) != 0) {
    fail_msg("%s: other bits than in C", expression);
  }
  Py_DECREF(bytes);
  Py_DECREF(array);
}

/* SAME(C call that fills `out`, Python expression) */
#define SAME(call, expression)                        \
  (assert_int_equal(call, GESSO_OK), same_bits(expression, out, sizeof out))

static void one_library(void **state) {
  (void)state;
  assert_int_equal(gesso_set_threads(3), GESSO_OK);
  PyObject *three = PyRun_String("gesso.threads() == 3", Py_eval_input, names, names);
  assert_ptr_equal(three, Py_True);
  Py_XDECREF(three);
  assert_int_equal(gesso_set_threads(0), GESSO_OK);
}

static void activations(void **state) {
  (void)state;
  for (int32_t k = 0; k < gesso_activation_count(); k++) {
    gesso_activation kind = (gesso_activation)k;
    PyObject *name = PyUnicode_FromString(gesso_activation_name(kind));
    assert_int_equal(PyDict_SetItemString(names, "name", name), 0);
    Py_DECREF(name);
    SAME(gesso_activation_forward_f32(kind, NULL, x, out, N), "gesso.activation(name, x)");
    SAME(gesso_activation_forward_f32(kind, NULL, x, out, N), "getattr(gesso, name)(x)");
    SAME(gesso_activation_backward_f32(kind, NULL, x, dy, out, N, GESSO_OVERWRITE),
         "gesso.activation_backward(name, x, dy)");
    memcpy(out, x, sizeof out);
    SAME(gesso_activation_backward_f32(kind, NULL, x, dy, out, N, GESSO_ACCUMULATE),
         "gesso.activation_backward(name, x, dy, out=x.copy(), accumulate=True)");
    if (!gesso_activation_has_backward_from_output(kind, NULL)) continue;
    SAME(gesso_activation_backward_from_output_f32(kind, NULL, x, dy, out, N, GESSO_OVERWRITE),
         "gesso.activation_backward_from_output(name, x, dy)");
  }
  SAME(gesso_activation_forward_f32(GESSO_ELU, ELU_PARAMS, x, out, N), "gesso.elu(x, alpha=0.75)");
  SAME(gesso_activation_backward_f32(GESSO_ELU, ELU_PARAMS, x, dy, out, N, GESSO_OVERWRITE),
       "gesso.activation_backward('elu', x, dy, alpha=0.75)");
}

static void slope_activations(void **state) {
  (void)state;
  SAME(gesso_prelu_forward_f32(x, slopes, out, OUTER, CHANNELS, INNER),
       "gesso.prelu(x.reshape(outer, -1, inner), slopes)");
  SAME(gesso_prelu_backward_f32(x, slopes, dy, out, dslopes, OUTER, CHANNELS, INNER,
                                GESSO_OVERWRITE),
       "gesso.prelu_backward(x.reshape(outer, -1, inner), slopes, dy.reshape(outer, -1, inner))"
       "[0]");
  same_bits("gesso.prelu_backward(x.reshape(outer, -1, inner), slopes,"
            " dy.reshape(outer, -1, inner))[1]", dslopes, sizeof dslopes);
  SAME(gesso_rrelu_forward_f32(x, out, N, 0.125f, 0.5f, key, 9),
       "gesso.rrelu(x, seed, stream, 9, 0.125, 0.5)");
  SAME(gesso_rrelu_backward_f32(x, dy, out, N, 0.125f, 0.5f, key, 9, GESSO_OVERWRITE),
       "gesso.rrelu_backward(x, dy, seed, stream, 9, 0.125, 0.5)");
}

static void initialisers(void **state) {
  (void)state;
  SAME(gesso_random_bits(key, 77, (uint32_t *)(void *)out, N),
       "gesso.init.random_bits(x.size, seed=seed, stream=stream, offset=77)");
  SAME(draw(GESSO_CONSTANT, 0.1f, 0), "gesso.init.constant(x.size, 0.1)");
  SAME(draw(GESSO_UNIFORM, -0.5f, 0.3f),
       "gesso.init.uniform(x.size, -0.5, 0.3, seed=seed, stream=stream, offset=5)");
  SAME(draw(GESSO_NORMAL, 0.5f, 0.3f),
       "gesso.init.normal(x.size, 0.5, 0.3, seed=seed, stream=stream, offset=5)");
  static const char *const schemes[] = {"xavier_uniform", "xavier_normal", "he_uniform",
                                        "he_normal",      "lecun_uniform", "lecun_normal"};
  for (int i = 0; i < 6; i++) {
    char expression[128];
    snprintf(expression, sizeof expression,
             "gesso.init.%s((%d, %d, %d), seed=seed, stream=stream, gain=1.5)", schemes[i],
             CHANNELS, OUTER, INNER);
    SAME(scheme((gesso_scheme)i), expression);
  }
}

static void preprocessing(void **state) {
  (void)state;
  static const char *const kinds[] = {"center",     "standardize", "decorrelate",
                                      "whiten_pca", "whiten_zca",  "whiten_cholesky"};
  for (int i = 0; i < 6; i++) {
    char expression[96];
    snprintf(expression, sizeof expression, "gesso.preprocess('%s', x.reshape(%d, %d), 0.001)",
             kinds[i], ROWS, CHANNELS);
    SAME(gesso_preprocess_f32((gesso_preprocess)i, x, out, ROWS, CHANNELS, 0.001), expression);
  }
}

/* A read-only array over a buffer of this program: Python computes from C's own memory. */
static void lend(const char *name, float *buffer, Py_ssize_t size) {
  PyObject *view = PyMemoryView_FromMemory((char *)buffer, size, PyBUF_READ);
  PyObject *numpy = PyImport_ImportModule("numpy");
  PyObject *array = numpy ? PyObject_CallMethod(numpy, "frombuffer", "Os", view, "f4") : NULL;
  if (array == NULL || PyDict_SetItemString(names, name, array) != 0) {
    PyErr_Print();
    exit(EXIT_FAILURE);
  }
  Py_DECREF(array);
  Py_DECREF(numpy);
  Py_DECREF(view);
}

static int start(void **state) {
  (void)state;
  PyConfig config;
  PyConfig_InitPythonConfig(&config);
  const char *python = getenv("HARNESS_PYTHON");
  PyStatus status = PyConfig_SetBytesString(&config, &config.program_name, python ? python : "");
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  if (PyStatus_Exception(status)) Py_ExitStatusException(status);

  sample_moderate(x, N, 11);
  sample_moderate(dy, N, 5);
  sample_moderate(slopes, CHANNELS, 1);
  names = PyDict_New();
  lend("x", x, sizeof x);
  lend("dy", dy, sizeof dy);
  lend("slopes", slopes, sizeof slopes);
  char setup[160];
  snprintf(setup, sizeof setup, "import gesso\nseed, stream = %llu, %llu\nouter, inner = %d, %d\n",
           (unsigned long long)key.seed, (unsigned long long)key.stream, OUTER, INNER);
  PyObject *done = PyRun_String(setup, Py_file_input, names, names);
  if (done == NULL) PyErr_Print();
  Py_XDECREF(done);
  return done ? 0 : -1;
}

static int finish(void **state) {
  (void)state;
  Py_DECREF(names);
  return Py_FinalizeEx();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_library),  cmocka_unit_test(activations),
      cmocka_unit_test(slope_activations), cmocka_unit_test(initialisers),
      cmocka_unit_test(preprocessing),
  };
  return cmocka_run_group_tests_name("embedded", tests, start, finish);
}
