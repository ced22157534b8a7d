#include "gesso.h"
