/* The index of a dimension: by hand, and that nothing is filled in. */
#include "watch/dims.h"

#include <stdlib.h>

#include "test.h"

static const dims_frame frame = {
    .first = 2015, .n = 10, .from = 2016, .to = 2021, .year = 2024, .seed = 1, .draws = 2000};

TEST(one_indicator_is_its_own_robust_z) {
    static const double v[] = {NAN, 1, 2, 3, 4, 5, 6, NAN, NAN, 13.5};
    dims_series s = {.v = v, .sign = 1};
    dims_index x;
    dims_index_make(&x, &s, 1, &frame);
    /* median 3.5, deviations 2.5 1.5 .5 .5 1.5 2.5: MAD 1.5 */
    CHECK_NEAR(x.value, 10 / (1.4826 * 1.5), 1e-12);
    CHECK(x.low < x.value && x.value < x.high);
    CHECK_INT(x.shift.word, SHIFT_UP);
    s.sign = -1;
    dims_index_make(&x, &s, 1, &frame);
    CHECK_NEAR(x.value, -10 / (1.4826 * 1.5), 1e-12);
    CHECK_INT(x.shift.word, SHIFT_DOWN);
}

TEST(counts_have_the_scale_of_a_count) {
    static const double v[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 9};
    dims_series s = {.v = v, .sign = 1, .counts = true};
    dims_index x;
    dims_index_make(&x, &s, 1, &frame);
    CHECK_NEAR(x.value, 2 * sqrt(9.375) - 2 * sqrt(2.375), 1e-12);
    s.counts = false;
    dims_index_make(&x, &s, 1, &frame);
    CHECK_INT(x.use[0], DIMS_NO_SCALE);
    CHECK(x.used == 0 && isnan(x.value) && x.shift.word == SHIFT_UNKNOWN);
}

TEST(what_is_missing_is_named_and_not_filled) {
    static const double full[] = {1, 2, 3, 2, 1, 2, 3, 2, 3, 9},
                        ends[] = {1, 2, 3, 2, 1, 2, 3, 2, 3, NAN},
                        brief[] = {NAN, NAN, NAN, NAN, 1, 2, 3, 2, 3, 9},
                        none[] = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    dims_series s[] = {{.v = full, .sign = 1},
                       {.v = ends, .sign = 1},
                       {.v = brief, .sign = 1},
                       {.v = none, .sign = 1},
                       {.v = NULL, .sign = 1}};
    dims_index x, alone;
    dims_index_make(&x, s, 5, &frame);
    dims_index_make(&alone, s, 1, &frame);
    CHECK(x.used == 1);
    CHECK(x.of == 5);
    CHECK(x.use[1] == DIMS_NO_YEAR && x.use[2] == DIMS_SHORT_WINDOW);
    CHECK(x.use[3] == DIMS_NO_SERIES && x.use[4] == DIMS_NO_SERIES);
    CHECK(x.value == alone.value && x.low == alone.low && x.high == alone.high);
}

TEST(a_year_with_a_hole_is_a_hole_of_the_index) {
    static const double a[] = {1, 2, 3, 2, 1, 2, 3, 2, 3, 9}, b[] = {1, 2, NAN, 2, 1, 2, 3, 2, 3, 9};
    dims_series s[] = {{.v = a, .sign = 1}, {.v = b, .sign = 1}};
    dims_index x;
    dims_index_make(&x, s, 2, &frame);
    CHECK(x.used == 2);
    CHECK(isnan(x.by_year[2]) && isfinite(x.by_year[3]));
}

/* Nothing happened in random series: up or down in 5 of 100 cases if the scale were known; with
 * six years to find it from 8 were measured. */
TEST(false_alarms_are_as_rare_as_said) {
    int moved = 0;
    printf("# seed %llu\n", (unsigned long long)frame.seed);
    for (int k = 0; k < 2000; k++) {
        double v[3][10];
        dims_series s[3];
        dims_index x;
        dims_frame f = frame;
        f.draws = 0;
        for (int j = 0; j < 3; j++) {
            for (int i = 0; i < 10; i++) {
                v[j][i] = 0;
                for (int u = 0; u < 12; u++) v[j][i] += (double)(test_random() % 1000) / 1000;
            }
            s[j] = (dims_series){.v = v[j], .sign = 1};
        }
        dims_index_make(&x, s, 3, &f);
        moved += x.shift.word != SHIFT_FLAT;
    }
    printf("# %d of 2000 moved\n", moved);
    CHECK(moved < 200);
}

TEST(the_composite_is_a_range_with_its_sign) {
    static const double up[] = {1, 2, 3, 2, 1, 2, 3, 4, 6, 9}, down[] = {9, 8, 7, 8, 9, 8, 7, 6, 5, 1};
    dims_series a = {.v = up, .sign = 1}, b = {.v = down, .sign = 1};
    dims_part both[] = {{&a, 1}, {&a, 1}}, split[] = {{&a, 1}, {&b, 1}};
    dims_composite c;
    dims_composite_make(&c, both, 2, &frame);
    CHECK(c.variants == 4 * 3 * 5);
    CHECK(c.up == c.variants && c.least > 0);
    dims_composite_make(&c, split, 2, &frame);
    CHECK(c.up && c.down && c.least < 0 && c.greatest > 0);
}
