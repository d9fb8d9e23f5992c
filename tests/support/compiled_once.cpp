#define TENON_TEST_COMPILED_HERE
#include "support/compiled_once.hpp"
