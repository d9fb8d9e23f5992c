-- As a superuser, once for each server. Passwords, or other ways to log in, are the server's matter.
CREATE ROLE shop_owner LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE shop_app LOGIN NOSUPERUSER NOBYPASSRLS;
CREATE DATABASE shop OWNER shop_owner TEMPLATE template0;
REVOKE CONNECT ON DATABASE shop FROM PUBLIC;
GRANT CONNECT ON DATABASE shop TO shop_app;
