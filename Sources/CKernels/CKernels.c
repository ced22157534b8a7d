#include "CKernels.h"

gesso_kernels gesso_table;
