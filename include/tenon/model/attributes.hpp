// tenon/model/attributes.hpp: what a type cannot say about its table, said once, beside it, with pointers to members.
//
//     struct User {
//         std::string id; std::string tenantId; std::string email; std::string password;
//         static constexpr auto tenon_model = tenon::table(tenon::unique<&User::email>, tenon::secret<&User::password>);
//     };
#pragma once

#include <tenon/model/attributes/audit.hpp>
#include <tenon/model/attributes/columns.hpp>
#include <tenon/model/attributes/keys.hpp>
#include <tenon/model/attributes/lifecycle.hpp>
#include <tenon/model/attributes/quota.hpp>
#include <tenon/model/attributes/references.hpp>
#include <tenon/model/attributes/rules.hpp>
#include <tenon/model/attributes/search.hpp>
#include <tenon/model/attributes/table.hpp>
#include <tenon/model/attributes/tenancy.hpp>
#include <tenon/model/attributes/text_rules.hpp>
#include <tenon/model/attributes/value_rules.hpp>
