//! The one place where a statement is sent to either database.

/// Runs a portable statement on a connection: `run!(conn, all Row, SQL, bound, values)`.
///
/// `exec` gives the number of rows affected, `all`, `optional` and `one` decode rows into a struct
/// or tuple, `scalar` and `scalar_optional` the first column. The bound values are written once and
/// expand in both arms, of which one runs.
macro_rules! run {
    (@with $conn:expr, $tx:ident => $query:expr) => {
        match &mut $conn.session.inner {
            $crate::db::Inner::Sqlite($tx) => $query,
            $crate::db::Inner::Postgres($tx) => $query,
        }
    };
    ($conn:expr, exec, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::db::run!(@with $conn, tx =>
            sqlx::query($sql)$(.bind($value))*.execute(&mut **tx).await.map(|done| done.rows_affected()))
            .map_err($crate::Error::from)
    };
    ($conn:expr, all $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::db::run!(@with $conn, tx =>
            sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_all(&mut **tx).await)
            .map_err($crate::Error::from)
    };
    ($conn:expr, optional $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::db::run!(@with $conn, tx =>
            sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_optional(&mut **tx).await)
            .map_err($crate::Error::from)
    };
    ($conn:expr, one $row:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::db::run!(@with $conn, tx =>
            sqlx::query_as::<_, $row>($sql)$(.bind($value))*.fetch_one(&mut **tx).await)
            .map_err($crate::Error::from)
    };
    ($conn:expr, scalar $value_type:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::db::run!(@with $conn, tx =>
            sqlx::query_scalar::<_, $value_type>($sql)$(.bind($value))*.fetch_one(&mut **tx).await)
            .map_err($crate::Error::from)
    };
    ($conn:expr, scalar_optional $value_type:ty, $sql:expr $(, $value:expr)* $(,)?) => {
        $crate::db::run!(@with $conn, tx =>
            sqlx::query_scalar::<_, $value_type>($sql)$(.bind($value))*.fetch_optional(&mut **tx).await)
            .map_err($crate::Error::from)
    };
}
pub(crate) use run;
