/* Another manifest in the place of a database: what it states is told to the comparison as if it had
 * been observed. */
#ifndef DRIFT_STAND_IN_H
#define DRIFT_STAND_IN_H

#include "drift/compare.h"

/* Tells all of `other`. What it does not state is not there; what it does not speak of (outside of the
 * scope of a complete one, a kind that it leaves out, on an object of which it says only that it
 * exists) is unknown, with the reason "not_stated". A property that is not stated has its default in
 * complete manifests and is not compared in others; revisions are compared where both state them. */
void stand_in_tell(struct compare *compare, const struct expected *expected,
                   const struct expected *other);

#endif
