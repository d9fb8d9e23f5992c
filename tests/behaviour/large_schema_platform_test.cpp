// The large schema, in parts that compile alone.
#include "support/large_schema/drive.hpp"
#include "support/large_schema/platform.hpp"

TEST_CASE("each model of platform is isolated by tenant in every verb") { large::drive_all(large::platform_models{}); }
