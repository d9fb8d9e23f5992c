// The large schema, in parts that compile alone.
#include "support/large_schema/drive.hpp"
#include "support/large_schema/support.hpp"

TEST_CASE("each model of support is isolated by tenant in every verb") { large::drive_all(large::support_models{}); }
