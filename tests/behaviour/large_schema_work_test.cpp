// The large schema, in parts that compile alone.
#include "support/large_schema/drive.hpp"
#include "support/large_schema/work.hpp"

TEST_CASE("each model of work is isolated by tenant in every verb") { large::drive_all(large::work_models{}); }
