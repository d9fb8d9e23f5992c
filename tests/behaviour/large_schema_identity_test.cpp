// The large schema, in parts that compile alone.
#include "support/large_schema/drive.hpp"
#include "support/large_schema/identity.hpp"

TEST_CASE("each model of identity is isolated by tenant in every verb") { large::drive_all(large::identity_models{}); }
