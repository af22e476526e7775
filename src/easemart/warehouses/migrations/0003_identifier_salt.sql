-- What phone numbers and e-mail addresses are hashed with, of this warehouse alone: without it
-- nobody finds a number by hashing all there are.
create table raw.identifier_salt (salt text not null);
