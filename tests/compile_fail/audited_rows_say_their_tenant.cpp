// expect: tenon: rows that belong to a parent's tenant do not say it in layout::prisma
// expect: IN_MODEL<Line>
#include "use.hpp"

struct Invoice {
    std::string id;
    std::string tenantId;
};
struct Line {
    std::string id;
    std::string invoiceId;
    static constexpr auto tenon_model = tenon::table(tenon::audited, tenon::tenant_via<&Line::invoiceId>,
                                                     tenon::references<&Line::invoiceId, &Invoice::id>(tenon::on_delete::cascade));
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    use<Invoice, Line, tenon::audit_entry>();
#else
    use<Invoice, Line, tenon::audit_entry, tenon::layout::prisma>();
#endif
}
