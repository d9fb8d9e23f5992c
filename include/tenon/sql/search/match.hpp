// tenon/sql/search/match.hpp: `matches` as a condition: SQLite looks it up in FTS5, PostgreSQL in a tsvector.
#pragma once

#include <tenon/core/config.hpp>
#include <tenon/model/members.hpp>
#include <tenon/sql/context.hpp>
#include <tenon/sql/dialect/choice.hpp>
#include <tenon/sql/dialect/postgres.hpp>
#include <tenon/sql/dialect/sqlite.hpp>
#include <tenon/sql/expression/condition.hpp>
#include <tenon/sql/expression/shape.hpp>
#include <tenon/sql/search/words.hpp>
#include <tenon/sql/search_names.hpp>
#include <tenon/sql/text.hpp>

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace tenon::inline TENON_ABI::sql {

/// The texts that a search is about: their places in the model's text_search.
template <class Model, std::size_t First, std::size_t... Rest> struct searched_texts {
    using model = Model;
    static constexpr char weights[] = {search_weights[First], search_weights[Rest]..., '\0'};
    static constexpr const column_info& column(std::size_t place = First) noexcept { return info_of<Model>().columns[info_of<Model>().searched[place]]; }
    /// `{c1 c2}` of FTS5.
    static constexpr void write_columns(text_writer& w) noexcept {
        w.write("{c");
        w.number(First + 1);
        ((w.write(" c"), w.number(Rest + 1)), ...);
        w.write("}");
    }
    template <class Write> static constexpr void each(Write write) noexcept {
        write(column());
        (write(column(Rest)), ...);
    }
};

/// What a search is in a dialect: `match<Context, Texts>(w, parameter)` and `rank<Texts>(w, parameter)`.
template <class Dialect> struct search_writer;

template <> struct search_writer<sqlite_dialect> {
    /// The tenant is a word of each row too: a search walks through the rows of its own tenant, however many there are of others.
    template <class Context, class Texts> static constexpr void match(text_writer& w, std::size_t parameter) noexcept {
        using model_type = typename Texts::model;
        constexpr const model_info& model = info_of<model_type>();
        const auto keys = [&](std::string_view qualifier) {
            separator comma(", ");
            const auto key = [&](std::string_view column) {
                comma(w);
                write_column(w, qualifier, column);
            };
            const bool led = Context::leads_with_tenant && model.tenancy.has_tenant();
            if (led) key(model.tenant_column());
            for (const std::size_t place : led ? model.primary_key : model.declared_primary_key) key(model.columns[place].column);
        };
        w.write("(");
        keys({});
        w.write(") IN (SELECT ");
        keys("tenon_searched");
        w.write(" FROM ");
        w.identifier(model.table, search_table);
        w.write(" AS \"tenon_words\" CROSS JOIN ");
        w.identifier(model.table, searched_table);
        w.write(" AS \"tenon_searched\" ON \"tenon_row\" = \"tenon_words\".rowid WHERE \"tenon_words\".");
        w.identifier(model.table, search_table);
        w.write(" MATCH '");
        if constexpr (binds_tenant<Context, model_type> && (has_tenant_column<Context, model_type> || model.tenancy.kind == tenancy_kind::root)) {
            w.write("{tenon_tenant} : (t' || hex(");
            sqlite_dialect::parameter(w, 1);
            w.write(model.tenancy.kind == tenancy_kind::tenant_or_shared ? ") || ' OR t) AND " : ") || ') AND ");
        }
        Texts::write_columns(w);
        w.write(" : (' || tenon_words(");
        sqlite_dialect::parameter(w, parameter);
        w.write(") || ')')");
    }
    template <class Texts> static constexpr void rank(text_writer& w, std::size_t parameter) noexcept {
        w.write("tenon_rank(");
        sqlite_dialect::parameter(w, parameter);
        Texts::each([&](const column_info& column) {
            w.write(", ");
            w.identifier(column.column);
        });
        w.write(")");
    }
};

template <> struct search_writer<postgres_dialect> {
    /// What has no word that is wanted but signs finds nothing, whatever is not wanted.
    template <class Context, class Texts> static constexpr void match(text_writer& w, std::size_t parameter) noexcept {
        w.identifier(search_column);
        w.write(" @@ (SELECT CASE pg_catalog.querytree(q) WHEN 'T' THEN 'a & !a'::pg_catalog.tsquery ELSE q END FROM ");
        query(w, parameter);
        w.write(" AS q)");
    }
    /// How often the words are there, and how long the texts are: of this row alone.
    template <class Texts> static constexpr void rank(text_writer& w, std::size_t parameter) noexcept {
        w.write("pg_catalog.ts_rank('{1,1,1,1}'::pg_catalog.float4[], pg_catalog.ts_filter(");
        w.identifier(search_column);
        w.write(", '{");
        separator comma(",");
        for (const char weight : std::string_view(Texts::weights)) {
            comma(w);
            w.write({&weight, 1});
        }
        w.write("}'::\"char\"[]), (SELECT ");
        query(w, parameter);
        w.write("), 1)");
    }

private:
    static constexpr void query(text_writer& w, std::size_t parameter) noexcept {
        w.write("pg_catalog.to_tsquery('pg_catalog.simple', pg_catalog.regexp_replace(pg_catalog.regexp_replace(");
        w.write(postgres_folded);
        postgres_dialect::parameter(w, parameter);
        w.write("::pg_catalog.text");
        w.write(postgres_folded_end);
        w.write(", '[^\\u0001-\\u007f");
        w.write(postgres_word);
        w.write("]+', ' x', 'g'), '\\yx\\y', '', 'g'))");
    }
};

template <class... Dialects> struct search_writer<dialect_choice<Dialects...>> {
    template <class Context, class Texts> static constexpr void match(text_writer& w, std::size_t parameter) noexcept {
        choose(w, [&]<class D>(std::type_identity<D>) { search_writer<D>::template match<Context, Texts>(w, parameter); });
    }
    template <class Texts> static constexpr void rank(text_writer& w, std::size_t parameter) noexcept {
        choose(w, [&]<class D>(std::type_identity<D>) { search_writer<D>::template rank<Texts>(w, parameter); });
    }

private:
    template <class Write> static constexpr void choose(text_writer& w, Write as) noexcept {
        std::size_t number = 0;
        ((number++ == w.dialect() ? as(std::type_identity<Dialects>{}) : void()), ...);
    }
};

template <class Texts> struct search_shape : plain_shape {
    template <class Context> static constexpr void write(text_writer& w, unsigned) noexcept {
        search_writer<typename Context::dialect>::template match<Context, Texts>(w, w.next_parameter());
    }
};

template <class Texts> struct search_condition : condition_tag {
    using model = typename Texts::model;
    using shape = search_shape<Texts>;
    search_text words;

    template <std::derived_from<filter_word> Word> search_condition(const Word& typed) : words(search_words(typed.text).match(Texts::weights)) {}
    template <class Sink> constexpr bool bind(Sink& sink) const { return sink(Texts::column(), words); }
    constexpr unsigned mask() const noexcept { return 0; }
};

/// The place of a field in the model's text_search; behind all of them where it is not in it.
template <auto Member> consteval std::size_t searched_place() {
    const field_list& searched = info_of<reflection::class_of<Member>>().searched;
    std::size_t place = 0;
    while (place < searched.size() && searched[place] != reflection::index_of<Member>) ++place;
    return place;
}
template <class Model, auto... Members> inline constexpr bool are_searched = ((searched_place<Members>() < info_of<Model>().searched.size()) && ...);

/// Whether words can be looked for in these fields of `Model`. Says why not.
template <class Model, auto... Members> consteval bool check_searched() {
    constexpr bool of_one = (std::is_same_v<reflection::class_of<Members>, Model> && ...);
    static_assert(of_one, "tenon: a search names fields of two models: name fields of one");
    if constexpr (!of_one) return false;
    else {
        static_assert(are_searched<Model, Members...>, "tenon: words are looked for in a field whose words are not kept: add "
                                                       "tenon::text_search<&Model::field> to the model");
        return are_searched<Model, Members...>;
    }
}

namespace detail {
template <class Model, auto... Members> consteval auto find_search_condition() {
    if constexpr (check_searched<Model, Members...>()) return std::type_identity<search_condition<searched_texts<Model, searched_place<Members>()...>>>();
    else return std::type_identity<refused_condition>();
}
} // namespace detail

template <auto First, auto... Rest>
struct search_of<tenon::detail::member_list<First, Rest...>> : decltype(detail::find_search_condition<reflection::class_of<First>, First, Rest...>()) {};

} // namespace tenon::inline TENON_ABI::sql
