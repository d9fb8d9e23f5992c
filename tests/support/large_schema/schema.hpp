// The large schema: everything that a platform for many companies keeps, in tables of every kind.
#pragma once

#include "support/large_schema/billing.hpp"
#include "support/large_schema/identity.hpp"
#include "support/large_schema/platform.hpp"
#include "support/large_schema/sales.hpp"
#include "support/large_schema/support.hpp"
#include "support/large_schema/work.hpp"
