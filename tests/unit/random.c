/* Random numbers against the published generators and the moments they must have. */
#include "base/random.h"

#include "test.h"

/* Outputs for the state {1, 2, 3, 4}: the reference C code of Blackman and Vigna
 * (prng.di.unimi.it), as also kept in the tests of the crate rand_xoshiro.    */
TEST(ten_outputs_of_the_reference) {
    static const uint64_t expected[] = {11520u,
                                        0u,
                                        1509978240u,
                                        1215971899390074240u,
                                        1216172134540287360u,
                                        607988272756665600u,
                                        16172922978634559625u,
                                        8476171486693032832u,
                                        10595114339597558777u,
                                        2904607092377533576u};
    random_state r = {{1, 2, 3, 4}};
    for (int i = 0; i < 10; i++) CHECK(random_next(&r) == expected[i]);
}

/* splitmix64 of 1234567: Rosetta Code, task Pseudo-random numbers/Splitmix64. */
TEST(the_state_is_filled_by_splitmix64) {
    random_state r;
    random_seed(&r, 1234567);
    CHECK(r.s[0] == 6457827717110365317u && r.s[1] == 3203168211198807973u);
    CHECK(r.s[2] == 9817491932198370423u && r.s[3] == 4593380528125082431u);
}

TEST(blocks_of_a_seed_differ_and_repeat) {
    random_state a, b, c;
    random_stream(&a, 7, 0);
    random_stream(&b, 7, 1);
    random_stream(&c, 7, 0);
    uint64_t first = random_next(&a);
    CHECK(first != random_next(&b));
    CHECK(first == random_next(&c));
}

enum { DRAWS = 100000 };
/* Five standard errors of the mean, five per cent of the variance. */
#define CHECK_MOMENTS(draw, mean, variance)                                                        \
    do {                                                                                           \
        random_state r;                                                                            \
        double sum = 0, square = 0;                                                                \
        random_seed(&r, 20240615);                                                                 \
        for (int i = 0; i < DRAWS; i++) {                                                          \
            double x = (double)(draw);                                                             \
            sum += x;                                                                              \
            square += x * x;                                                                       \
        }                                                                                          \
        CHECK_NEAR(sum / DRAWS, mean, 5 * sqrt((variance) / DRAWS));                               \
        CHECK_NEAR(square / DRAWS - sum / DRAWS * (sum / DRAWS), variance, 0.05 * (variance));     \
    } while (0)

TEST(the_moments_are_right) {
    CHECK_MOMENTS(random_unit(&r), 0.5, 1.0 / 12);
    CHECK_MOMENTS(random_normal(&r), 0, 1.0);
    CHECK_MOMENTS(random_gamma(&r, 2.5), 2.5, 2.5);
    CHECK_MOMENTS(random_gamma(&r, 0.5), 0.5, 0.5);
    CHECK_MOMENTS(random_below(&r, 7), 3, 4.0);
}

TEST(the_moments_of_exponentials_and_triangles) {
    CHECK_MOMENTS(random_exponential(&r), 1, 1.0);
    CHECK_MOMENTS(random_triangle(0.2, 0.3, 0.9, random_unit(&r)), 1.4 / 3,
                  (0.04 + 0.09 + 0.81 - 0.06 - 0.18 - 0.27) / 18);
}

TEST(a_triangle_keeps_its_ends) {
    CHECK_NEAR(random_triangle(0.4, 0.4, 0.4, 0.7), 0.4, 0);
    CHECK_NEAR(random_triangle(0.4, 0.4, 0.6, 0), 0.4, 1e-12);
    CHECK_NEAR(random_triangle(0.4, 0.6, 0.6, 1), 0.6, 1e-12);
}

TEST(a_pick_takes_every_value_alike) {
    random_state r;
    random_picks p = {0};
    int pick[7] = {0};
    random_seed(&r, 2);
    for (int i = 0; i < 2 * DRAWS; i++) pick[random_pick(&p, &r, 7)]++;
    for (int i = 0; i < 7; i++) CHECK_NEAR(pick[i], 2 * DRAWS / 7.0, 700);
}
