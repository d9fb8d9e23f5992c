// expect: tenon: a relation of a shape may have no row: put it in a std::optional
// expect: author
#include "models.hpp"

struct Author {
    std::string id;
    std::string tenantId;
    std::optional<tenon::timestamp> deletedAt;
    static constexpr auto tenon_model = tenon::table(tenon::soft_delete<&Author::deletedAt>);
};
struct Post {
    std::string id;
    std::string tenantId;
    std::string authorId;
    static constexpr auto tenon_model = tenon::table(tenon::references<&Post::authorId, &Author::id>);
};
struct PostCard {
    std::string id;
#ifdef TENON_POSITIVE_TWIN
    std::optional<Author> author;
#else
    Author author;
#endif
    static constexpr auto tenon_shape = tenon::of<Post>;
};
using blog = tenon::schema<Author, Post>;

int main() {
    tenon::repository<Post>(tenon::sqlite::open<blog>(":memory:").value().tenant("acme")).find_many(tenon::as<PostCard>).value();
}
