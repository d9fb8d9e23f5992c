// What is known of the models, at run time and without templates: for generic tools.
#include <tenon/tenon.hpp> // no database

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

enum class state { open, done };

struct Tenant {
    std::string id;
    static constexpr auto tenon_model = tenon::table(tenon::tenant_root<&Tenant::id>);
};
struct Credential {
    std::string username;
    std::string tenantId;
    std::string passwordHash;
    static constexpr auto tenon_model = tenon::table("credentials", tenon::primary_key<&Credential::username>,
                                                     tenon::secret<&Credential::passwordHash>);
};
struct Todo {
    std::string id;
    std::string tenantId;
    std::optional<std::string> owner;
    ::state state = ::state::open;
    static constexpr auto tenon_model =
        tenon::table(tenon::index<&Todo::state>, tenon::references<&Todo::owner, &Credential::username>);
};
using app = tenon::schema<Tenant, Credential, Todo>;

void print(std::string_view text) { std::printf("%s", std::string(text).c_str()); }

int main() {
    constexpr tenon::schema_info schema = app::info();
    for (const tenon::model_info* model : schema.models) {
        print(model->model), print(" in table "), print(model->table), print("\n");
        for (const tenon::column_info& column : model->columns) {
            print("  "), print(column.field), print(": "), print(to_string(column.type));
            print(column.nullable ? ", may be NULL" : ""), print(column.secret ? ", secret" : "");
            for (const auto name : column.enumerators)
                print(" "), print(name);
            print("\n");
        }
        for (const std::string_view field : model->primary_key_fields())
            print("  key: "), print(field), print("\n");
        for (const tenon::reference_info& reference : model->references)
            print("  refers to: "), print(reference.target().model), print("\n");
    }
    print("The key of Credential is "), print(schema.find("Credential")->primary_key_fields()[0]), print("\n");
    print("The tenants are rows of "), print(schema.root()->model), print("\n");
}
