"""Finds and loads libgesso.so and declares its functions: the C headers, said once in ctypes.

tests/test_header.py compares every line of it with include/gesso/*.h.
"""

import os
from ctypes import (CDLL, CFUNCTYPE, POINTER, Structure, c_char_p, c_double, c_float, c_int,
                    c_int32, c_size_t, c_uint32, c_uint64, c_void_p)
from pathlib import Path


class Status(c_int32):
    """gesso_status, told from other int32_t: results of this type are checked."""


class Key(Structure):
    _fields_ = [("seed", c_uint64), ("stream", c_uint64)]


class ActivationParams(Structure):
    _fields_ = [("size", c_size_t), ("alpha", c_float), ("beta", c_float)]


class Distribution(Structure):
    _fields_ = [("size", c_size_t), ("kind", c_int), ("a", c_float), ("b", c_float),
                ("low", c_float), ("high", c_float)]


class Slice(Structure):
    _fields_ = [("size", c_size_t), ("rank", c_size_t), ("shape", POINTER(c_size_t)),
                ("start", POINTER(c_size_t)), ("count", POINTER(c_size_t))]


class StatisticsOptions(Structure):
    _fields_ = [("size", c_size_t), ("low", c_float), ("high", c_float), ("first_edge", c_float),
                ("last_edge", c_float), ("bins", c_size_t), ("histogram", POINTER(c_uint64))]


class ActivationStatistics(Structure):
    _fields_ = [("size", c_size_t), ("nans", c_uint64), ("mean", c_double),
                ("deviation", c_double), ("saturated", c_double), ("dead", c_double),
                ("minimum", c_float), ("maximum", c_float)]


class MomentsState(Structure):
    """gesso_moments: opaque."""


class TransformState(Structure):
    """gesso_transform: opaque."""


class FitOptions(Structure):
    _fields_ = [("size", c_size_t), ("epsilon", c_double), ("ddof", c_double),
                ("components", c_size_t), ("explained", c_double), ("precise", c_int32)]


Task = CFUNCTYPE(None, c_void_p, c_size_t)
ParallelFor = CFUNCTYPE(None, c_void_p, c_size_t, Task, c_void_p)

TYPES = {
    "gesso_status": Status,
    "gesso_key": Key,
    "gesso_activation_params": ActivationParams,
    "gesso_distribution": Distribution,
    "gesso_slice": Slice,
    "gesso_statistics_options": StatisticsOptions,
    "gesso_activation_statistics": ActivationStatistics,
    "gesso_moments": MomentsState,
    "gesso_transform": TransformState,
    "gesso_fit_options": FitOptions,
    "gesso_task": Task,
    "gesso_parallel_for": ParallelFor,
}

_floats, _words, _sizes = POINTER(c_float), POINTER(c_uint32), POINTER(c_size_t)
_doubles, _longs = POINTER(c_double), POINTER(c_uint64)
_moments, _transform = POINTER(MomentsState), POINTER(TransformState)
_params, _distribution = POINTER(ActivationParams), POINTER(Distribution)
_slice = POINTER(Slice)

FUNCTIONS = {
    # runtime.h
    "gesso_status_string": (c_char_p, [Status]),
    "gesso_last_error": (c_char_p, []),
    "gesso_version": (c_uint32, []),
    "gesso_version_string": (c_char_p, []),
    "gesso_isa": (c_char_p, []),
    "gesso_set_threads": (Status, [c_int32]),
    "gesso_threads": (c_int32, []),
    "gesso_set_parallel_for": (Status, [ParallelFor, c_void_p]),
    # activation.h
    "gesso_activation_count": (c_int32, []),
    "gesso_activation_name": (c_char_p, [c_int]),
    "gesso_activation_find": (Status, [c_char_p, POINTER(c_int)]),
    "gesso_activation_defaults": (Status, [c_int, _params]),
    "gesso_activation_has_backward_from_output": (c_int32, [c_int, _params]),
    "gesso_activation_forward_f32": (Status, [c_int, _params, _floats, _floats, c_size_t]),
    "gesso_activation_backward_f32":
        (Status, [c_int, _params, _floats, _floats, _floats, c_size_t, c_int]),
    "gesso_activation_backward_from_output_f32":
        (Status, [c_int, _params, _floats, _floats, _floats, c_size_t, c_int]),
    "gesso_prelu_forward_f32": (Status, [_floats, _floats, _floats, c_size_t, c_size_t, c_size_t]),
    "gesso_prelu_backward_f32":
        (Status, [_floats, _floats, _floats, _floats, _floats, c_size_t, c_size_t, c_size_t, c_int]),
    "gesso_rrelu_forward_f32":
        (Status, [_floats, _floats, c_size_t, c_float, c_float, Key, c_uint64]),
    "gesso_rrelu_backward_f32":
        (Status, [_floats, _floats, _floats, c_size_t, c_float, c_float, Key, c_uint64, c_int]),
    "gesso_gated_forward_f32":
        (Status, [c_int, _params, _floats, _floats, _floats, c_size_t, c_size_t, c_size_t]),
    "gesso_gated_backward_f32":
        (Status, [c_int, _params, _floats, _floats, _floats, _floats, _floats, c_size_t, c_size_t,
                  c_size_t, c_int]),
    # init.h
    "gesso_philox4x32_10": (None, [_words, _words, _words]),
    "gesso_random_bits": (Status, [Key, c_uint64, _words, c_size_t]),
    "gesso_init_f32": (Status, [_distribution, Key, c_uint64, _floats, c_size_t]),
    "gesso_init_from_bits_f32": (Status, [_distribution, _words, _floats, c_size_t]),
    "gesso_scheme_distribution": (Status, [c_int, c_size_t, c_size_t, c_float, _distribution]),
    "gesso_init_slice_f32": (Status, [_distribution, Key, _slice, _floats]),
    "gesso_truncated_normal":
        (Status, [c_float, c_float, c_float, c_float, c_int32, _distribution]),
    "gesso_variance_scaling": (Status, [c_float, c_int, c_int, c_size_t, c_size_t, _distribution]),
    "gesso_residual_gain": (Status, [c_size_t, _floats]),
    "gesso_gain": (Status, [c_int, _params, _floats]),
    "gesso_init_identity_f32": (Status, [_floats, c_size_t, c_size_t, c_float]),
    "gesso_init_dirac_f32": (Status, [_floats, _sizes, c_size_t, c_int, c_size_t]),
    "gesso_init_sparse_f32": (Status, [c_double, c_float, Key, _slice, _floats]),
    "gesso_activation_statistics_f32":
        (Status, [_floats, c_size_t, POINTER(StatisticsOptions), POINTER(ActivationStatistics)]),
    "gesso_lsuv_factor_f32": (Status, [_floats, c_size_t, c_float, _floats]),
    "gesso_fans": (Status, [_sizes, c_size_t, c_int, c_size_t, _sizes, _sizes]),
    "gesso_init_orthogonal_f32": (Status, [_floats, c_size_t, c_size_t, c_float, Key]),
    "gesso_init_orthogonal_rows_f32":
        (Status, [_floats, c_size_t, c_size_t, c_size_t, c_size_t, c_float, Key]),
    "gesso_init_delta_orthogonal_f32": (Status, [_floats, _sizes, c_size_t, c_int, c_float, Key]),
    # preprocess.h
    "gesso_preprocess_f32": (Status, [c_int, _floats, _floats, c_size_t, c_size_t, c_double]),
    "gesso_set_lapack": (Status, [c_char_p]),
    "gesso_moments_create": (Status, [c_size_t, c_int32, POINTER(_moments)]),
    "gesso_moments_destroy": (None, [_moments]),
    "gesso_moments_update_f32": (Status, [_moments, _floats, c_size_t, c_size_t]),
    "gesso_moments_update_f64": (Status, [_moments, _doubles, c_size_t, c_size_t]),
    "gesso_moments_update_weighted_f32":
        (Status, [_moments, _floats, _doubles, c_size_t, c_size_t]),
    "gesso_moments_update_weighted_f64":
        (Status, [_moments, _doubles, _doubles, c_size_t, c_size_t]),
    "gesso_moments_merge": (Status, [_moments, _moments]),
    "gesso_moments_features": (c_size_t, [_moments]),
    "gesso_moments_count": (c_uint64, [_moments]),
    "gesso_moments_counts": (Status, [_moments, _longs]),
    "gesso_moments_weights": (Status, [_moments, _doubles]),
    "gesso_moments_mean": (Status, [_moments, _doubles]),
    "gesso_moments_variance": (Status, [_moments, c_double, _doubles]),
    "gesso_moments_covariance": (Status, [_moments, c_double, _doubles]),
    "gesso_moments_extremes": (Status, [_moments, _doubles, _doubles]),
    "gesso_moments_save": (Status, [_moments, c_void_p, _sizes]),
    "gesso_moments_load": (Status, [c_void_p, c_size_t, POINTER(_moments)]),
    "gesso_transform_fit": (Status, [c_int, _moments, POINTER(FitOptions), POINTER(_transform)]),
    "gesso_transform_destroy": (None, [_transform]),
    **{f"gesso_transform_{name}_f32":
       (Status, [_transform, _floats, c_size_t, c_size_t, _floats, c_size_t])
       for name in ("apply", "invert", "backward")},
    "gesso_transform_kind": (c_int, [_transform]),
    "gesso_transform_input_features": (c_size_t, [_transform]),
    "gesso_transform_output_features": (c_size_t, [_transform]),
    "gesso_transform_rank": (c_size_t, [_transform]),
    "gesso_transform_mean": (Status, [_transform, _doubles]),
    "gesso_transform_matrix": (Status, [_transform, _doubles]),
    "gesso_transform_values": (Status, [_transform, _doubles]),
    "gesso_transform_save": (Status, [_transform, c_void_p, _sizes]),
    "gesso_transform_load": (Status, [c_void_p, c_size_t, POINTER(_transform)]),
    # norm.h
    **{f"gesso_{name}_forward_f32": (Status, [_floats, _floats, c_size_t, c_size_t])
       for name in ("softmax", "log_softmax")},
    **{f"gesso_{name}_backward_f32":
       (Status, [_floats, _floats, _floats, c_size_t, c_size_t, c_int])
       for name in ("softmax", "log_softmax")},
}


def load(path):
    """The library at `path`, every function declared.

    Raises
    ------
    ImportError
        If it cannot be loaded or lacks a function.
    """
    try:
        library = CDLL(path)
        for name, (restype, argtypes) in FUNCTIONS.items():
            function = getattr(library, name)
            function.restype = c_int32 if restype is Status else restype
            function.argtypes = argtypes
    except (OSError, AttributeError) as error:
        raise ImportError(f"gesso: cannot use the library {error}") from error
    return library


library = load(os.environ.get("GESSO_LIBRARY") or str(Path(__file__).with_name("libgesso.so")))
