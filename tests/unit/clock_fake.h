/* A clock that stands still until it is moved: replaces base/clock. */
#ifndef TESTS_CLOCK_FAKE_H
#define TESTS_CLOCK_FAKE_H

#include <stdint.h>

void clock_fake_advance(int64_t ms); /* both clocks */

#endif
