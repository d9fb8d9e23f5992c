// What of a row is filled in before it is written, and which rows are written as they are.
#include <tenon/tenon.hpp>

#include <string>

#include "support/catch.hpp"

namespace {

using tenon::repository_detail::fill;
using tenon::repository_detail::needs_completion;

struct Page {
    std::string id;
    std::string tenantId;
    int version = 0;
    static constexpr auto tenon_model = tenon::table(tenon::version<&Page::version>);
};
struct Seen {
    std::string id;
    std::string tenantId;
    tenon::timestamp at;
    static constexpr auto tenon_model = tenon::table(tenon::updated_at<&Seen::at>);
};

} // namespace

TEST_CASE("a row that has its key and its first version is written as it is") {
    CHECK_FALSE(needs_completion(Page{.id = "p", .version = 1}));
    for (Page each : {Page{}, Page{.version = 1}, Page{.id = "p"}, Page{.id = "p", .version = 7}}) {
        CHECK(needs_completion(each));
        fill(each);
        CHECK(each.version == 1);
        CHECK_FALSE(each.id.empty());
        CHECK_FALSE(needs_completion(each));
    }
}

TEST_CASE("the time of a change is written anew, whatever a row says") {
    CHECK(needs_completion(Seen{.id = "s", .at = tenon::now()}));
}
