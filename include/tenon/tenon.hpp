// tenon/tenon.hpp: everything but backends and applications.
#pragma once

#include <tenon/core/result.hpp>
#include <tenon/core/values.hpp>
#include <tenon/core/version.hpp>
#include <tenon/driver/choice.hpp>
#include <tenon/driver/database.hpp>
#include <tenon/model/audit_entry.hpp>
#include <tenon/model/schema.hpp>
#include <tenon/repository/operation.hpp>
#include <tenon/repository/repository.hpp>
#include <tenon/sql/assignment.hpp>
#include <tenon/sql/expression/field.hpp>
#include <tenon/sql/expression/related.hpp>
#include <tenon/sql/options.hpp>
#include <tenon/tenancy/scope.hpp>
