-- What PostgreSQL lacks for 18-088's functions, by the same names as on SQLite (stores/things/functions.py).
-- Each takes NULL to NULL. What stands between two @ is filled in by functions.py.

-- Values inside JSON, which stay jsonb until something is made of them (stores/things/typed.py).
CREATE FUNCTION json_extract(text, text) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT jsonb_path_query_first($1::jsonb, ('strict ' || $2)::jsonpath, '{}', true) $$;

CREATE FUNCTION sta_type(jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE jsonb_typeof($1) WHEN 'number' THEN 'real' WHEN 'string' THEN 'text'
      WHEN 'boolean' THEN $1 #>> '{}' ELSE jsonb_typeof($1) END $$;

CREATE FUNCTION json_type(text, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT sta_type(json_extract($1, $2)) $$;

CREATE FUNCTION sta_number(jsonb) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT $1::numeric $$;

CREATE FUNCTION sta_text(jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT $1 #>> '{}' $$;

-- A text that sorts as the number does: the bits of IEEE 754, those of negative numbers turned round.
CREATE FUNCTION sta_bits(bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT lpad(to_hex(CASE WHEN $1 < 0 THEN ~$1 ELSE $1 # (-9223372036854775808) END), 16, '0') $$;

CREATE FUNCTION sta_key(jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE jsonb_typeof($1)
      WHEN 'number' THEN 'n' || sta_bits(('x' || encode(float8send($1::float8 + 0), 'hex'))::bit(64)::bigint)
      WHEN 'boolean' THEN 'n' || sta_bits(('x' || encode(float8send($1::boolean::int::float8), 'hex'))::bit(64)::bigint)
      WHEN 'null' THEN NULL ELSE 't' || ($1 #>> '{}') END $$;

-- Doubles reckon as IEEE 754 has it: PostgreSQL raises where that has an infinity or a zero. Whole numbers are
-- exact in 64 bits, as on SQLite.
CREATE FUNCTION sta_add(float8, float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN $1 + $2;
EXCEPTION WHEN numeric_value_out_of_range THEN
    RETURN CASE WHEN true THEN sign($1) * 'Infinity'::float8 ELSE 0 END;
END $$;

CREATE FUNCTION sta_add(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN scale($1) = 0 AND scale($2) = 0 AND greatest(abs($1), abs($2)) < 9223372036854775808
      AND abs($1 + $2) < 9223372036854775808 THEN $1 + $2
      ELSE sta_add($1::float8, $2::float8)::text::numeric END $$;

CREATE FUNCTION sta_add(bigint, bigint) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs($1::numeric + $2) < 9223372036854775808 THEN $1::numeric + $2
      ELSE sta_add($1::float8, $2::float8)::text::numeric END $$;

CREATE FUNCTION sta_sub(float8, float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN $1 - $2;
EXCEPTION WHEN numeric_value_out_of_range THEN
    RETURN CASE WHEN true THEN sign($1) * 'Infinity'::float8 ELSE 0 END;
END $$;

CREATE FUNCTION sta_sub(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN scale($1) = 0 AND scale($2) = 0 AND greatest(abs($1), abs($2)) < 9223372036854775808
      AND abs($1 - $2) < 9223372036854775808 THEN $1 - $2
      ELSE sta_sub($1::float8, $2::float8)::text::numeric END $$;

CREATE FUNCTION sta_sub(bigint, bigint) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs($1::numeric - $2) < 9223372036854775808 THEN $1::numeric - $2
      ELSE sta_sub($1::float8, $2::float8)::text::numeric END $$;

CREATE FUNCTION sta_mul(float8, float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN $1 * $2;
EXCEPTION WHEN numeric_value_out_of_range THEN
    RETURN CASE WHEN log(abs($1)) + log(abs($2)) > 0 THEN sign($1) * sign($2) * 'Infinity'::float8 ELSE 0 END;
END $$;

CREATE FUNCTION sta_mul(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN scale($1) = 0 AND scale($2) = 0 AND greatest(abs($1), abs($2)) < 9223372036854775808
      AND abs($1 * $2) < 9223372036854775808 THEN $1 * $2
      ELSE sta_mul($1::float8, $2::float8)::text::numeric END $$;

CREATE FUNCTION sta_mul(bigint, bigint) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs($1::numeric * $2) < 9223372036854775808 THEN $1::numeric * $2
      ELSE sta_mul($1::float8, $2::float8)::text::numeric END $$;

CREATE FUNCTION sta_div(float8, float8) RETURNS float8 LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN $1 / nullif($2, 0);
EXCEPTION WHEN numeric_value_out_of_range THEN
    RETURN CASE WHEN log(abs($1)) > log(abs($2)) THEN sign($1) * sign($2) * 'Infinity'::float8 ELSE 0 END;
END $$;

CREATE FUNCTION sta_mod(numeric, numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT mod($1, nullif($2, 0)) $$;
CREATE FUNCTION sta_mod(float8, float8) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT sta_mod($1::text::numeric, $2::text::numeric) $$;
CREATE FUNCTION sta_mod(bigint, bigint) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT sta_mod($1::numeric, $2::numeric) $$;

CREATE FUNCTION sta_floor(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs($1) < 'Infinity' THEN floor($1) END $$;
CREATE FUNCTION sta_floor(float8) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs($1) < 'Infinity' THEN floor($1) END $$;
CREATE FUNCTION sta_floor(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT $1 $$;
CREATE FUNCTION sta_ceiling(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs($1) < 'Infinity' THEN ceil($1) END $$;
CREATE FUNCTION sta_ceiling(float8) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs($1) < 'Infinity' THEN ceil($1) END $$;
CREATE FUNCTION sta_ceiling(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT $1 $$;
-- Halves away from zero (OData 4.0 part 2, 5.1.1.9).
CREATE FUNCTION sta_round(numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT round($1) $$;
CREATE FUNCTION sta_round(float8) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs($1) < 4503599627370496 THEN sign($1) * floor(abs($1) + 0.5) ELSE $1 END $$;
CREATE FUNCTION sta_round(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT $1 $$;

-- Times, in µs since 1970; NULL beyond the years 1 and 9999.
CREATE FUNCTION sta_date(numeric) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN $1 >= -62135596800000000 AND $1 < 253402300800000000
      THEN '1970-01-01'::date + floor($1 / 86400000000)::int END $$;
CREATE FUNCTION sta_year(numeric) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT extract(year FROM sta_date($1))::bigint $$;
CREATE FUNCTION sta_month(numeric) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT extract(month FROM sta_date($1))::bigint $$;
CREATE FUNCTION sta_day(numeric) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT extract(day FROM sta_date($1))::bigint $$;

-- A time with its offset inside JSON, in µs; NULL for what is none. Digits beyond the microsecond are cut off.
CREATE FUNCTION sta_instant(text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF $1 !~ '^\d{4}-\d\d-\d\d.([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?(Z|[+-]\d\d(:?[0-5]\d)?)$' THEN
        RETURN NULL;
    END IF;
    RETURN (extract(epoch FROM (left($1, 10) || 'T' ||
        regexp_replace(replace(substr($1, 12), ',', '.'), '(\.\d{6})\d+', '\1'))::timestamptz) * 1000000)::bigint;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

-- Texts.
CREATE FUNCTION instr(text, text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT strpos($1, $2) $$;
CREATE FUNCTION sta_lower(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT lower($1@COLLATE@) $$;
CREATE FUNCTION sta_upper(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT upper($1@COLLATE@) $$;
CREATE FUNCTION sta_trim(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT btrim($1, '@SPACES@') $$;
CREATE FUNCTION sta_place(numeric) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT least(greatest(floor($1), 0), 1000000000)::int $$;
CREATE FUNCTION sta_place(float8) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT least(greatest(floor($1), 0), 1000000000)::int $$;

CREATE FUNCTION sta_substring(text, numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT substr($1, sta_place($2) + 1) $$;

CREATE FUNCTION sta_substring(text, float8) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT substr($1, sta_place($2) + 1) $$;

CREATE FUNCTION sta_substring(text, numeric, numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT substr($1, sta_place($2) + 1, sta_place($3)) $$;

CREATE FUNCTION sta_substring(text, numeric, float8) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT substr($1, sta_place($2) + 1, sta_place($3)) $$;

CREATE FUNCTION sta_substring(text, float8, numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT substr($1, sta_place($2) + 1, sta_place($3)) $$;

CREATE FUNCTION sta_substring(text, float8, float8) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT substr($1, sta_place($2) + 1, sta_place($3)) $$;

-- Geometry: what shapely answered beforehand (geometries.py).
CREATE FUNCTION sta_answer(text, text, text, text) RETURNS float8 LANGUAGE plpgsql STABLE PARALLEL RESTRICTED AS $$
BEGIN
    RETURN (SELECT answer FROM pg_temp.sta_answers WHERE key = sta_asked($1, $2, $3, $4));
END $$;
CREATE FUNCTION sta_asked(text, text, text, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT md5($1 || chr(1) || $2 || chr(1) || $3 || chr(1) || $4) $$;
CREATE FUNCTION sta_length(text) RETURNS float8 LANGUAGE sql STABLE AS $$ SELECT sta_answer('sta_length', $1, '', '') $$;
CREATE FUNCTION sta_relate(text, text, text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_relate', $1, $2, $3)::int::boolean $$;

CREATE FUNCTION sta_distance(text, text) RETURNS float8 LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_distance', $1, $2, '') $$;

CREATE FUNCTION sta_equals(text, text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_equals', $1, $2, '')::int::boolean $$;

CREATE FUNCTION sta_disjoint(text, text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_disjoint', $1, $2, '')::int::boolean $$;

CREATE FUNCTION sta_touches(text, text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_touches', $1, $2, '')::int::boolean $$;

CREATE FUNCTION sta_within(text, text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_within', $1, $2, '')::int::boolean $$;

CREATE FUNCTION sta_overlaps(text, text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_overlaps', $1, $2, '')::int::boolean $$;

CREATE FUNCTION sta_crosses(text, text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_crosses', $1, $2, '')::int::boolean $$;

CREATE FUNCTION sta_intersects(text, text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_intersects', $1, $2, '')::int::boolean $$;

CREATE FUNCTION sta_contains(text, text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT sta_answer('sta_contains', $1, $2, '')::int::boolean $$;
