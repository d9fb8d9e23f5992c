// expect: tenon: a quota counts rows that say their tenant
// expect: IN_MODEL<Page>
#include "use.hpp"

struct Customer {
    std::string id;
    int mostPages = 0;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Customer::id>);
};
struct Book {
    std::string id;
    std::string tenantId;
};
struct Page {
    std::string id;
    std::string bookId;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_via<&Page::bookId>, tenon::quota<&Customer::mostPages>,
                                                     tenon::references<&Page::bookId, &Book::id>(tenon::on_delete::cascade));
};

int main() {
#ifdef TENON_POSITIVE_TWIN
    use<Page, Book, Customer>();
#else
    use<Page, Book, Customer, tenon::layout::prisma>();
#endif
}
