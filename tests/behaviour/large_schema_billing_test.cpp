// The large schema, in parts that compile alone.
#include "support/large_schema/billing.hpp"
#include "support/large_schema/drive.hpp"

TEST_CASE("each model of billing is isolated by tenant in every verb") { large::drive_all(large::billing_models{}); }
