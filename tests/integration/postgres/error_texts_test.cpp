// What an error's message takes from the server: names, and never a value of a row.
#include "integration/postgres/support.hpp"

using namespace postgres_tests;
using tenon::errc;

namespace {

struct One {
    std::string one;
};

/// A trigger on Account, whose function is so, as a program's own rules are: it says more than it should.
void add_trigger(const tables<>& place, const std::string& body) {
    support::postgres_session{place.server.owner()}(
        "CREATE FUNCTION public.rule() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + body + " RETURN NEW; END $$; "
        "CREATE TRIGGER rule BEFORE INSERT OR UPDATE ON \"Account\" FOR EACH ROW EXECUTE FUNCTION public.rule()");
}

/// Two tables of one name, whose constraints have the same names too.
struct Login {
    std::string id;
    std::string tenantId;
    std::string name;
    int tries = 0;
    static constexpr auto tenon_model = tenon::table("users", tenon::in_schema("auth"), tenon::unique<&Login::name>, tenon::between<&Login::tries>(0, 5));
};
struct Person {
    std::string id;
    std::string tenantId;
    std::string name;
    std::string loginId;
    int tries = 0;
    static constexpr auto tenon_model =
        tenon::table("users", tenon::unique<&Person::name>, tenon::between<&Person::tries>(0, 5), tenon::references<&Person::loginId, &Login::id>);
};

} // namespace

TEST_CASE("an error is of the model whose table it is about, also where another schema has one of its name") {
    if (no_server()) return;
    const tables<tenon::schema<Login, Person>> place;
    const auto db = place.open();
    const auto logins = tenon::repository<Login>(db.tenant("acme"));
    const auto people = tenon::repository<Person>(db.tenant("acme"));
    logins.create({.id = "1", .name = "ann"}).value();
    people.create({.id = "1", .name = "ann", .loginId = "1"}).value();
    const auto require_of = [](const auto& refused, errc code, const std::string& model) {
        REQUIRE(code_of(refused) == code);
        CHECK(refused.error().model == model);
    };
    require_of(logins.create({.id = "2", .name = "ann"}), errc::unique_violation, "Login");
    require_of(people.create({.id = "2", .name = "ann", .loginId = "1"}), errc::unique_violation, "Person");
    require_of(people.create({.id = "2", .name = "bob", .loginId = "2"}), errc::foreign_key_violation, "Person");
    require_of(logins.remove("1"), errc::relation_violation, "Person");
    for (const std::string table : {"auth.users", "public.users"}) {
        const std::string model = table == "auth.users" ? "Login" : "Person";
        require_of(db.tenant("acme").execute("UPDATE " + table + " SET name = NULL"), errc::not_null_violation, model);
        require_of(db.tenant("acme").execute("UPDATE " + table + " SET tries = 9"), errc::check_violation, model);
    }
}

TEST_CASE("isolation 50: what a trigger says of a row is not in an error's message, whatever its state") {
    if (no_server()) return;
    struct {
        const char* body;
        errc code;
    } const cases[] = {
        {"RAISE EXCEPTION 'the balance of % is short', NEW.email USING ERRCODE = 'UT001';", errc::check_violation},
        {"RAISE EXCEPTION 'no table for %', NEW.email USING ERRCODE = '42P01';", errc::missing_table},
        {"RAISE EXCEPTION '% is not supported', NEW.email USING ERRCODE = '0A000';", errc::unsupported},
        {"ASSERT false, NEW.email;", errc::check_violation},
        {"EXECUTE 'SELECT ' || NEW.email;", errc::missing_column},
        {"EXECUTE 'SELECT FROM WHERE ' || NEW.email;", errc::invalid_sql},
    };
    for (const auto& each : cases) {
        INFO(each.body);
        const tables<> place;
        add_trigger(place, each.body);
        const auto made = accounts(place.open()).create({.email = "ann"});
        REQUIRE(code_of(made) == each.code);
        CHECK(made.error().message == message(each.code));
        if (std::string_view(each.body).find("WHERE") == std::string_view::npos)
            CHECK(made.error().server_text.find("ann") != std::string::npos);
    }
}

TEST_CASE("a message names what a statement's own text names, and quotes none of its values") {
    if (no_server()) return;
    const tables<> place;
    const auto system = place.open().system("test");
    const auto message_of = [&](std::string_view text) { return system.query(tenon::as<One>, text).error().message; };
    CHECK(message_of("SELECT one FROM nowhere").find("\"nowhere\"") != std::string::npos);
    CHECK(message_of("SELECT nothing AS one FROM \"Account\"").find("\"nothing\"") != std::string::npos);
    CHECK(message_of("SELECT id AS one FROM \"Account\", \"Post\"").find("\"id\" is ambiguous") != std::string::npos);
    const auto refused = system.query(tenon::as<One>, "SELECT 'of' 'ann@acme.test' AS one").error();
    CHECK(refused.code == errc::invalid_sql);
    CHECK(refused.message == message(errc::invalid_sql));
    CHECK(refused.server_text.find("ann@acme.test") != std::string::npos);
}
