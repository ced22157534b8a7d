/* feed stream|streams|seeds|strided: words of the shipped library to stdout, as long as they are read.
 *
 *   stream    one stream, element by element
 *   streams   the first element of each stream in turn, all of one seed
 *   seeds     the first element of each seed in turn
 *   strided   every 4096th element of one stream: a column of a wide tensor */
#include <gesso.h>
#include <stdio.h>
#include <string.h>

enum { WORDS = 4096 };

int main(int count, char **arguments) {
  static uint32_t words[WORDS];
  const char *feed = count == 2 ? arguments[1] : "";
  const int stream = !strcmp(feed, "stream"), streams = !strcmp(feed, "streams"),
            seeds = !strcmp(feed, "seeds");
  if (!stream && !streams && !seeds && strcmp(feed, "strided")) return 2;
  for (uint64_t at = 0;; at += WORDS) {
    gesso_status status = GESSO_OK;
    if (stream) status = gesso_random_bits((gesso_key){1, 2}, at, words, WORDS);
    for (uint64_t i = at; !stream && i < at + WORDS; i++) {
      gesso_key key = {seeds ? i : 1, streams ? i : 2};
      status |= gesso_random_bits(key, seeds || streams ? 0 : i * 4096, &words[i - at], 1);
    }
    if (status != GESSO_OK || fwrite(words, sizeof words, 1, stdout) != 1) return 1;
  }
}
