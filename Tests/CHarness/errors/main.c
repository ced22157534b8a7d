/* Every error path of every function: the documented status, words that name the function and the
 * argument, nothing written. */
#include "errors.h"

int main(void) {
  int failed = runtime_errors();
  failed += activation_errors();
  failed += slope_errors();
  failed += row_errors();
  failed += init_errors();
  failed += scaling_errors();
  failed += slice_errors();
  failed += preprocess_errors();
  failed += moments_errors();
  return failed != 0;
}
