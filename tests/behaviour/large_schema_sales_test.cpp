// The large schema, in parts that compile alone.
#include "support/large_schema/drive.hpp"
#include "support/large_schema/sales.hpp"

TEST_CASE("each model of sales is isolated by tenant in every verb") { large::drive_all(large::sales_models{}); }
