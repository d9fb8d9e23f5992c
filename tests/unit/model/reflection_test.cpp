#include "support/catch.hpp"

#include <tenon/model/reflection.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace elsewhere::deep {
struct Thing {
    int first = 0;
    std::string second;
};
} // namespace elsewhere::deep

namespace {

namespace reflection = tenon::reflection;

struct Empty {};
struct One {
    bool only = false;
};
/// Members that are no fields: static ones, functions, types.
struct Busy {
    enum class kind { a, b };
    struct Part {
        std::string id;
    };
    static constexpr int constant = 3;
    [[maybe_unused]] static inline int counted = 0;
    int a = 1;
    kind b = kind::a;
    [[nodiscard]] int sum() const { return a + constant; }
    std::optional<std::vector<int>> c;
    bool operator==(const Busy&) const = default;
};
/// Names that are nearly words of the language, and that look like what compilers print.
struct Names {
    int class_ = 0;
    int _leading = 0;
    int value = 0;
    int pointer = 0;
    int const_char = 0;
    int x1 = 0;
};
struct Hundred {
    int f00, f01, f02, f03, f04, f05, f06, f07, f08, f09, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19;
    int f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34, f35, f36, f37, f38, f39;
    int f40, f41, f42, f43, f44, f45, f46, f47, f48, f49, f50, f51, f52, f53, f54, f55, f56, f57, f58, f59;
    int f60, f61, f62, f63, f64, f65, f66, f67, f68, f69, f70, f71, f72, f73, f74, f75, f76, f77, f78, f79;
    int f80, f81, f82, f83, f84, f85, f86, f87, f88, f89, f90, f91, f92, f93, f94, f95, f96, f97, f98, f99;
};

TEST_CASE("fields are counted, static members and functions are not") {
    STATIC_REQUIRE(reflection::field_count<Empty> == 0);
    STATIC_REQUIRE(reflection::field_count<One> == 1);
    STATIC_REQUIRE(reflection::field_count<Busy> == 3);
    STATIC_REQUIRE(reflection::field_count<Hundred> == 100);
}

TEST_CASE("fields have their names, in order") {
    STATIC_REQUIRE(reflection::field_names<One>[0] == "only");
    STATIC_REQUIRE(reflection::field_names<Busy>[0] == "a");
    STATIC_REQUIRE(reflection::field_names<Busy>[1] == "b");
    STATIC_REQUIRE(reflection::field_names<Busy>[2] == "c");
    STATIC_REQUIRE(reflection::field_names<Names>[0] == "class_");
    STATIC_REQUIRE(reflection::field_names<Names>[1] == "_leading");
    STATIC_REQUIRE(reflection::field_names<Names>[2] == "value");
    STATIC_REQUIRE(reflection::field_names<Names>[3] == "pointer");
    STATIC_REQUIRE(reflection::field_names<Names>[4] == "const_char");
    STATIC_REQUIRE(reflection::field_names<Names>[5] == "x1");
    STATIC_REQUIRE(reflection::field_names<Hundred>[0] == "f00");
    STATIC_REQUIRE(reflection::field_names<Hundred>[99] == "f99");
}

TEST_CASE("types have their names, without namespaces and outer types") {
    STATIC_REQUIRE(reflection::type_name<elsewhere::deep::Thing> == "Thing");
    STATIC_REQUIRE(reflection::type_name<One> == "One");
    STATIC_REQUIRE(reflection::type_name<Busy::Part> == "Part");
    struct Local {
        int x = 0;
    };
    STATIC_REQUIRE(reflection::type_name<Local> == "Local");
}

TEST_CASE("a pointer to a member has a place, a class and a type") {
    STATIC_REQUIRE(reflection::index_of<&Busy::a> == 0);
    STATIC_REQUIRE(reflection::index_of<&Busy::c> == 2);
    STATIC_REQUIRE(reflection::index_of<&Hundred::f57> == 57);
    STATIC_REQUIRE(std::is_same_v<reflection::class_of<&Busy::c>, Busy>);
    STATIC_REQUIRE(std::is_same_v<reflection::type_of<&Busy::c>, std::optional<std::vector<int>>>);
    STATIC_REQUIRE(std::is_same_v<reflection::field_type<elsewhere::deep::Thing, 1>, std::string>);
}

TEST_CASE("the fields of an object are its own") {
    elsewhere::deep::Thing thing{.first = 1, .second = "x"};
    reflection::get<0>(thing) = 7;
    reflection::get<1>(thing) += "y";
    CHECK(thing.first == 7);
    CHECK(thing.second == "xy");
    const auto& constant = thing;
    STATIC_REQUIRE(std::is_same_v<decltype(reflection::get<1>(constant)), const std::string&>);
    CHECK(&reflection::get<1>(constant) == &thing.second);
    int visited = 0;
    reflection::for_each_field(constant, [&](const auto& field, auto place) {
        ++visited;
        CHECK(static_cast<const void*>(&field) == static_cast<const void*>(&reflection::get<place>(constant)));
    });
    CHECK(visited == 2);
    reflection::for_each_field(thing, [](auto& field, auto) { field = {}; });
    CHECK((thing.first == 0 && thing.second.empty()));
}

TEST_CASE("what is no plain struct is not asked about its fields") {
    struct with_base : One {
        int more = 0;
    };
    class closed {
        [[maybe_unused]] int hidden = 0;
    };
    struct constructed {
        explicit constructed(int) {}
    };
    struct polymorphic {
        virtual ~polymorphic() = default;
    };
    STATIC_REQUIRE(reflection::reflectable<One>);
    STATIC_REQUIRE(reflection::reflectable<Empty>);
    STATIC_REQUIRE_FALSE(reflection::reflectable<closed>);
    STATIC_REQUIRE_FALSE(reflection::reflectable<constructed>);
    STATIC_REQUIRE_FALSE(reflection::reflectable<polymorphic>);
    STATIC_REQUIRE_FALSE(reflection::reflectable<int>);
    STATIC_REQUIRE_FALSE(reflection::reflectable<std::string>);
}

} // namespace
