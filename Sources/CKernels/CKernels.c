#include "CKernels.h"

gesso_kernels gesso_table;
gesso_common_kernels gesso_common;
