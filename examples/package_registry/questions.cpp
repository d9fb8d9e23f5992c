#include "questions.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "progress.hpp"
#include "table_printer.hpp"

namespace registry {
namespace {

using tenon::field;
using align = table_printer::align;

void heading(std::string_view text) { std::printf("\n%s\n\n", std::string(text).c_str()); }

void print_rate(std::size_t rows, double seconds) {
    const double rate = seconds > 0 ? static_cast<double>(rows) / seconds : 0;
    std::printf("  %s in %.3f ms, %s rows/s\n", counted(static_cast<std::int64_t>(rows), "row", "rows").c_str(),
                seconds * 1000, grouped(static_cast<std::int64_t>(rate)).c_str());
}

void print_packages(const std::vector<InstalledPackage>& packages, double seconds) {
    table_printer table({{"package", align::left},
                         {"version", align::left},
                         {"arch", align::left},
                         {"priority", align::left},
                         {"KiB", align::right},
                         {"description", align::left}});
    for (const auto& one : packages)
        table.add({shortened(one.name, 34), shortened(one.version, 24), one.architecture,
                   std::string(tenon::enum_name(one.priority)), one.installedSize ? grouped(*one.installedSize) : "-",
                   shortened(one.description, 40)});
    table.print();
    print_rate(packages.size(), seconds);
}

/// A section and how many packages it has.
using section_size = std::pair<std::string, std::int64_t>;

/// The sections, the largest first.
tenon::result<std::vector<section_size>> sections_of(const database& db) {
    const auto all = db.system("list the sections");
    const auto tenants = tenon::repository<Tenant>(all).find_many(tenon::order_by(tenon::asc<&Tenant::id>));
    if (!tenants) return tenon::fail(tenants.error());
    std::vector<section_size> sizes;
    for (const Tenant& tenant : *tenants) {
        const auto packages = tenon::repository<InstalledPackage>(db.tenant(tenant.id)).count();
        if (!packages) return tenon::fail(packages.error());
        sizes.emplace_back(tenant.id, *packages);
    }
    std::sort(sizes.begin(), sizes.end(),
              [](const auto& a, const auto& b) { return std::tie(b.second, a.first) < std::tie(a.second, b.first); });
    return sizes;
}

/// Everything below is asked within one tenant. Errors come as exceptions, by .value().
template <class Scope>
class questions {
public:
    questions(Scope tenant, Scope other)
        : name_(tenant.tenant().view()), packages_(tenant), dependencies_(tenant), maintainers_(tenant), other_(other) {
    }

    void largest() const {
        heading("The ten largest packages of " + name_);
        const stopwatch watch;
        const auto found =
            packages_.find_many(tenon::order_by(tenon::desc<&InstalledPackage::installedSize>), tenon::take(10))
                .value();
        print_packages(found, watch.seconds());
    }

    void second_page() const {
        const std::int64_t before = packages_.count().value() > 5 ? 5 : 0; // where there is a second page
        const stopwatch watch;
        const auto page = packages_
                              .page(tenon::order_by(tenon::asc<&InstalledPackage::priority>,
                                                    tenon::desc<&InstalledPackage::installedSize>.nulls_last()),
                                    tenon::take(5), tenon::skip(before))
                              .value();
        const double seconds = watch.seconds();
        heading("By priority, then by size: page " + grouped(before / 5 + 1) + " of " + grouped((page.total + 4) / 5) +
                (page.has_more ? ", and there is more" : ""));
        print_packages(page.items, seconds);
    }

    void filtered() const {
        heading("Essential, or over 20 MiB, or with \"debug\" in the description; not on hold");
        const auto filter = tenon::where(
            (field<&InstalledPackage::essential> == true || field<&InstalledPackage::installedSize> > 20 * 1024 ||
             field<&InstalledPackage::description>.contains("debug", tenon::ignore_case)) &&
            field<&InstalledPackage::held> == false);
        const stopwatch watch;
        const auto found =
            packages_.find_many(filter, tenon::order_by(tenon::asc<&InstalledPackage::name>), tenon::take(8)).value();
        print_packages(found, watch.seconds());
        std::printf("  %s in all\n", grouped(packages_.count(filter).value()).c_str());
    }

    void counts() const {
        heading("Counts in " + name_);
        const auto bounded = dependencies_.count(tenon::where(field<&Dependency::constraint> != "")).value();
        const auto on_libc = dependencies_.count(tenon::where(field<&Dependency::target> == "libc6")).value();
        table_printer table({{"what", align::left}, {"rows", align::right}});
        table.add({"packages", grouped(packages_.count().value())});
        table.add({"maintainers", grouped(maintainers_.count().value())});
        table.add({"dependencies", grouped(dependencies_.count().value())});
        table.add({"dependencies on certain versions", grouped(bounded)});
        table.add({"dependencies on libc6", grouped(on_libc)});
        table.print();
    }

    void update() const {
        heading("An update: the largest package is put on hold");
        const auto first = packages_.find_first(tenon::order_by(tenon::desc<&InstalledPackage::installedSize>)).value();
        if (!first) return;
        const auto held = packages_.update(first->packageId, tenon::set<&InstalledPackage::held>(true)).value();
        std::printf("  %s: held %s -> %s\n", held.name.c_str(), first->held ? "yes" : "no", held.held ? "yes" : "no");
    }

    void upsert() const {
        heading("An upsert, twice: the first creates the package, the second changes it");
        for (const std::int64_t size : {100, 250}) {
            const auto made = packages_
                                  .upsert({.name = "registry-example",
                                           .version = "1.0",
                                           .architecture = "all",
                                           .area = "local",
                                           .installedSize = size,
                                           .description = "made by this program"},
                                          tenon::on_conflict<&InstalledPackage::name, &InstalledPackage::architecture,
                                                             &InstalledPackage::version>,
                                          tenon::set<&InstalledPackage::installedSize>(size))
                                  .value();
            std::printf("  %s %s: %s KiB; packages: %s\n", made.name.c_str(), made.version.c_str(),
                        grouped(*made.installedSize).c_str(), grouped(packages_.count().value()).c_str());
        }
    }

    void removal() const {
        heading("A removal takes the package's dependencies with it");
        const auto largest =
            packages_.find_many(tenon::order_by(tenon::desc<&InstalledPackage::installedSize>), tenon::take(10))
                .value();
        for (const auto& one : largest) {
            const auto own = tenon::where(field<&Dependency::packageId> == one.packageId);
            const auto count = dependencies_.count(own).value();
            if (count == 0) continue;
            const auto before = dependencies_.count().value();
            packages_.remove(one.packageId).value();
            std::printf("  %s had %s of %s dependencies; %s are left, %s of them its own\n", one.name.c_str(),
                        grouped(count).c_str(), grouped(before).c_str(), grouped(dependencies_.count().value()).c_str(),
                        grouped(dependencies_.count(own).value()).c_str());
            return;
        }
        std::puts("  (none of the largest packages depends on anything)");
    }

    void isolation() const {
        const std::string stranger(other_.tenant().view());
        heading("A package of " + name_ + ", asked for by " + stranger);
        const auto own = packages_.find_first(tenon::order_by(tenon::asc<&InstalledPackage::name>)).value();
        if (!own) return;
        const auto theirs = tenon::repository<InstalledPackage>(other_);
        const tenon::error foreign = theirs.get(own->packageId).error();
        const tenon::error absent = theirs.get("no such package").error();
        std::printf("  %s of %s:\n    %s\n", own->name.c_str(), name_.c_str(), tenon::to_string(foreign).c_str());
        std::printf("  one that is nowhere:\n    %s\n", tenon::to_string(absent).c_str());
        const bool same = foreign.code == absent.code && tenon::to_string(foreign) == tenon::to_string(absent);
        std::printf("  The same code and text: %s\n", same ? "yes" : "NO");
        const auto changed = theirs.update(own->packageId, tenon::set<&InstalledPackage::held>(true));
        const auto removed = theirs.remove(own->packageId);
        std::printf("  Nor can %s change it (%s) or remove it (%s).\n", stranger.c_str(),
                    changed ? "it did" : std::string(tenon::to_string(changed.error().code)).c_str(),
                    removed ? "it did" : std::string(tenon::to_string(removed.error().code)).c_str());
    }

private:
    std::string name_;
    tenon::basic_repository<InstalledPackage, Scope> packages_;
    tenon::basic_repository<Dependency, Scope> dependencies_;
    tenon::basic_repository<Maintainer, Scope> maintainers_;
    Scope other_;
};

void print_sections(const std::vector<section_size>& sections) {
    heading("The sections, each of them a tenant");
    table_printer table({{"section", align::left}, {"packages", align::right}});
    std::int64_t others = 0;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        if (i < 8)
            table.add({sections[i].first, grouped(sections[i].second)});
        else
            others += sections[i].second;
    }
    if (sections.size() > 8) table.add({std::to_string(sections.size() - 8) + " others", grouped(others)});
    table.print();
}

} // namespace

tenon::result<void> ask(const database& db, const std::string& section) {
    const auto sections = sections_of(db);
    if (!sections) return tenon::fail(sections.error());
    auto asked = sections->begin();
    if (!section.empty())
        asked = std::find_if(sections->begin(), sections->end(), [&](const auto& one) { return one.first == section; });
    if (asked == sections->end()) {
        std::string names;
        for (const auto& one : *sections)
            names += (names.empty() ? "" : ", ") + one.first;
        tenon::error none = tenon::make_error(tenon::errc::not_found);
        none.message = "There is no such section; there are: " + names;
        return tenon::fail(std::move(none));
    }
    const auto& other = asked == sections->begin() ? sections->back() : sections->front();
    // With a single section, someone who has none.
    const std::string stranger = sections->size() == 1 ? "nobody" : other.first;
    print_sections(*sections);
    try {
        const questions within(db.tenant(asked->first), db.tenant(stranger));
        within.largest();
        within.second_page();
        within.filtered();
        within.counts();
        within.update();
        within.upsert();
        within.removal();
        within.isolation();
    } catch (const tenon::bad_result_access& failed) { return tenon::fail(failed.error()); }
    return {};
}

} // namespace registry
