// tenon/postgres.hpp: tenon on PostgreSQL. Link with -lpq.
#pragma once

#include <tenon/postgres/backup.hpp>
#include <tenon/postgres/doctor.hpp>
#include <tenon/postgres/driver.hpp>
#include <tenon/tenon.hpp>
