#include "stage.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

stage s;
static stage before;
static char error_before[256];

static void keep_error(void) {
  snprintf(error_before, sizeof error_before, "%s", gesso_last_error());
}

/* Leaves the words of another function's failure behind, so that a call that sets none is seen. */
static void other_error(const char *function) {
  if (strcmp(function, "gesso_set_threads") == 0) {
    (void)gesso_activation_find(NULL, NULL);
  } else {
    (void)gesso_set_threads(-1);
  }
}

void stage_set(const char *function) {
  memset(&s, 0xA5, sizeof s);
  for (int i = 0; i < N; i++) {
    s.x[i] = s.y[i] = 0.5f + (float)i;
    s.dy[i] = s.slopes[i] = 0.25f;
  }
  size_t shape[4] = {8, 4, 3, 3};
  memcpy(s.shape, shape, sizeof shape);
  s.kind = GESSO_IDENTITY;
  s.params.size = sizeof s.params;
  s.distribution.size = sizeof s.distribution;
  s.statistics.size = sizeof s.statistics;
  other_error(function);
  keep_error();
  memcpy(&before, &s, sizeof s); /* padding too */
}

static int has_word(const char *text, const char *word, size_t length) {
  for (const char *p = text; (p = strstr(p, word)) != NULL; p++) {
    int starts = p == text || !(isalnum((unsigned char)p[-1]) || p[-1] == '_');
    int ends = !(isalnum((unsigned char)p[length]) || p[length] == '_');
    if (starts && ends) return 1;
  }
  return 0;
}

/* 1 if the error is "<function>: …" and has each of the words, of which "a|b" is one. */
static int says(const char *error, const char *function, const char *words) {
  size_t name = strlen(function);
  if (strncmp(error, function, name) != 0 || strncmp(error + name, ": ", 2) != 0) return 0;
  char group[64];
  for (int used; sscanf(words, "%63s%n", group, &used) == 1; words += used) {
    int found = 0;
    for (char *word = strtok(group, "|"); word != NULL; word = strtok(NULL, "|")) {
      found |= has_word(error + name + 2, word, strlen(word));
    }
    if (!found) return 0;
  }
  return 1;
}

void stage_refused(gesso_status expected, const char *words, gesso_status got,
                   const char *function, const char *arguments, const char *file, int line) {
  const char *error = gesso_last_error();
  int named = says(error, function, words);
  int untouched = memcmp(&s, &before, sizeof s) == 0;
  if (got == expected && named && untouched) return;
  fail_msg("%s:%d: %s%s\n  %s, expected %s\n  \"%s\"%s%s%s", file, line, function, arguments,
           gesso_status_string(got), gesso_status_string(expected), error,
           named ? "" : ": does not name the function and ", named ? "" : words,
           untouched ? "" : "\n  and something was written");
}

void stage_accepted(gesso_status got, const char *function, const char *arguments,
                    const char *file, int line) {
  if (got == GESSO_OK && strcmp(gesso_last_error(), error_before) == 0) return;
  fail_msg("%s:%d: %s%s\n  %s, \"%s\"", file, line, function, arguments,
           gesso_status_string(got),
           got == GESSO_OK ? "changed the last error" : gesso_last_error());
}
