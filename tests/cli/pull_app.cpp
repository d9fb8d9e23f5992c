// The program of pull.py. Built with PULLED it has the models of that file; else those of this folder, or Prisma's.
#include <tenon/app/cli.hpp>
#include <tenon/sqlite.hpp>
#if TENON_TEST_POSTGRES
#include <tenon/postgres.hpp>
#endif

#ifdef PULLED
#include PULLED
int main(int argc, char** argv) { return tenon::cli<app>(argc, argv); }
#else
#include <cstdlib>

#include "cli/pull_models.hpp"
#include "sql/prisma_models.hpp"
int main(int argc, char** argv) {
    return std::getenv("MODELS") != nullptr ? tenon::cli<prisma_tables::app>(argc, argv) : tenon::cli<pull::app>(argc, argv);
}
#endif
