/* How a table of segments lies in memory. Segments.h lists the segments, each S(c0, c1, ...) with so many zeros that
 * its coefficients are a multiple of four. One coefficient of all segments stands side by side; but with AVX2, where
 * there are six or more, four of one segment do, and four of the next. */
#ifndef GESSO_LAYOUT_H
#define GESSO_LAYOUT_H

#define GESSO_ROW_0(a, ...) a,
#define GESSO_ROW_1(a, b, ...) b,
#define GESSO_ROW_2(a, b, c, ...) c,
#define GESSO_ROW_3(a, b, c, d, ...) d,
#define GESSO_ROW_4(a, b, c, d, ...) GESSO_ROW_0(__VA_ARGS__)
#define GESSO_ROW_5(a, b, c, d, ...) GESSO_ROW_1(__VA_ARGS__)
#define GESSO_ROW_6(a, b, c, d, ...) GESSO_ROW_2(__VA_ARGS__)
#define GESSO_ROW_7(a, b, c, d, ...) GESSO_ROW_3(__VA_ARGS__)
#define GESSO_ROW_8(a, b, c, d, ...) GESSO_ROW_4(__VA_ARGS__)
#define GESSO_ROW_9(a, b, c, d, ...) GESSO_ROW_5(__VA_ARGS__)
#define GESSO_ROWS_1(LIST) LIST(GESSO_ROW_0)
#define GESSO_ROWS_2(LIST) GESSO_ROWS_1(LIST) LIST(GESSO_ROW_1)
#define GESSO_ROWS_5(LIST) GESSO_ROWS_2(LIST) LIST(GESSO_ROW_2) LIST(GESSO_ROW_3) LIST(GESSO_ROW_4)

#if defined(__AVX2__) && !defined(__AVX512F__)
#define GESSO_FOUR_0(a, b, c, d, ...) a, b, c, d,
#define GESSO_FOUR_1(a, b, c, d, ...) GESSO_FOUR_0(__VA_ARGS__)
#define GESSO_FOUR_2(a, b, c, d, ...) GESSO_FOUR_1(__VA_ARGS__)
#define GESSO_ROWS_6(LIST) LIST(GESSO_FOUR_0) LIST(GESSO_FOUR_1)
#define GESSO_ROWS_7 GESSO_ROWS_6
#define GESSO_ROWS_8 GESSO_ROWS_6
#define GESSO_ROWS_10(LIST) GESSO_ROWS_6(LIST) LIST(GESSO_FOUR_2)
#else
#define GESSO_ROWS_6(LIST) GESSO_ROWS_5(LIST) LIST(GESSO_ROW_5)
#define GESSO_ROWS_7(LIST) GESSO_ROWS_6(LIST) LIST(GESSO_ROW_6)
#define GESSO_ROWS_8(LIST) GESSO_ROWS_7(LIST) LIST(GESSO_ROW_7)
#define GESSO_ROWS_10(LIST) GESSO_ROWS_8(LIST) LIST(GESSO_ROW_8) LIST(GESSO_ROW_9)
#endif

#define GESSO_SEGMENT_TABLE(name, count, coefficients, LIST)                                           \
  static inline __attribute__((always_inline)) const float *gesso_##name##_rows(void) {               \
    static const float table[] __attribute__((aligned(64))) = {GESSO_ROWS_##coefficients(LIST)};      \
    _Static_assert(sizeof table / sizeof *table / (count) >= (coefficients), "a segment is missing"); \
    return table;                                                                                     \
  }

#endif
