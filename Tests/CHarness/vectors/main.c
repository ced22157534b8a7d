/* Holds the library to the expected values of Tests/Vectors, within the bounds of the headers. */
#include "vectors.h"

int main(void) {
  int failed = activation_vectors();
  failed += init_vectors();
  failed += preprocess_vectors();
  return failed != 0;
}
