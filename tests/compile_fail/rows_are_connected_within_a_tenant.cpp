// expect: tenon: rows are linked within a tenant: name it, update(tenon::in_tenant("acme"), key, …), or use its scope, system.tenant(id)
#include "nested_models.hpp"

#include <tenon/nested.hpp>

int main() {
#ifdef TENON_POSITIVE_TWIN
    all_orders().update(tenon::in_tenant("acme"), "o1", tenon::connect<&Line::orderId>("l1")).value();
#else
    all_orders().create({.tenantId = "acme", .title = "May"}, tenon::connect<&Line::orderId>("l1")).value();
#endif
}
