// tenon/transfer/complete.hpp: whether a row that comes from outside says all that it has to.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/core/result.hpp>
#include <tenon/model/info.hpp>
#include <tenon/transfer/lines.hpp>
#include <tenon/transfer/record.hpp>

#include <cstddef>
#include <string>

namespace tenon::inline TENON_ABI::transfer {

/// A field of the struct says the tenant.
inline bool says_tenant(const model_info& model) noexcept { return model.tenancy.has_field() || model.tenancy.kind == tenancy_kind::root; }

/// What a row leaves out is optional, generated, has a default, or is its tenant. Errors: not_null_violation.
inline result<void> check_complete(const model_info& model, const record& row, bool without_secrets) {
    for (std::size_t place = 0; place < row.cells.size(); ++place) {
        const column_info& column = model.columns[place];
        if (row.cells[place].is != cell::kind::absent || column.nullable || column.has_default || column.generated != generator::none) continue;
        if ((says_tenant(model) && place == model.tenancy.field) || (column.secret && without_secrets)) continue;
        return fail(told(errc::not_null_violation,
                         std::string(model.model) + "." + std::string(column.field) +
                             (column.secret ? " is secret and was not exported: export it with secrets, or import it without." : " is missing: say it.")));
    }
    return {};
}

} // namespace tenon::inline TENON_ABI::transfer
