/* Takes the address of every function that the headers declare. declared.inc has one FUNCTION(name)
 * a line and is made from the headers at build time: a missing export does not link, and with
 * immediate binding does not load. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "gesso.h"

typedef void (*any_function)(void);

static const struct {
  const char *name;
  any_function address;
} declared[] = {
#define FUNCTION(name) {#name, (any_function)name},
#include "declared.inc"
#undef FUNCTION
};

static void every_function_has_an_address(void **state) {
  (void)state;
  size_t count = sizeof declared / sizeof declared[0];
  for (size_t i = 0; i < count; i++) {
    if (declared[i].address == NULL) fail_msg("%s has no address", declared[i].name);
    for (size_t j = 0; j < i; j++) {
      if (declared[j].address == declared[i].address) {
        fail_msg("%s and %s are the same function", declared[j].name, declared[i].name);
      }
    }
  }
  print_message("%zu functions declared and exported\n", count);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_function_has_an_address)};
  return cmocka_run_group_tests_name("addresses", tests, NULL, NULL);
}
