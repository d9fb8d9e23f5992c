// Two files of one program have models of one name in unnamed namespaces: each means its own. The other file is
// same_names_first_test.cpp.
#include <string>

#include "support/database.hpp"

using namespace support;
using tenon::field;
using tenon::repository;
using tenon::where;

namespace {

struct Parcel {
    std::string id;
    std::string tenantId;
    std::string sender;
    tenon::decimal weight;
    static constexpr auto tenon_model = tenon::table(tenon::unique<&Parcel::weight>);
};

} // namespace

TEMPLATE_LIST_TEST_CASE("models of the same name in two files are two models: decimals", "[names]", backends) {
    test_database<TestType, Tenant, Parcel> t;
    const auto parcels = repository<Parcel>(t.tenant("a"));
    parcels.create_many({{.id = "1", .weight = 9}, {.id = "2", .weight = 10}, {.id = "3", .weight = 100}}).value();
    CHECK(sorted<&Parcel::id>(parcels.find_many(where(field<&Parcel::weight> > 9)).value()) == strings{"2", "3"});
    CHECK(sorted<&Parcel::id>(parcels.find_many(where(field<&Parcel::weight>.between(9, 10))).value()) ==
          strings{"1", "2"});
    CHECK(sorted<&Parcel::id>(
              parcels.find_many(where(field<&Parcel::weight>.in({tenon::decimal(9), tenon::decimal(100)}))).value()) ==
          strings{"1", "3"});
    CHECK(parcels.get(tenon::by<&Parcel::weight>(10)).value().id == "2");
    CHECK(parcels.update("2", tenon::set<&Parcel::weight>(11)).value().weight == 11);
    CHECK(parcels.find_first(tenon::order_by(tenon::desc<&Parcel::weight>)).value()->id == "3");
}
