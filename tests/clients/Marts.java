// Reads the marts as a BI tool on the Java platform does: through a driver's metadata, then by queries.
// java -cp DRIVER Marts.java ADDRESS USER, the password on standard input; a line for each thing found, split by tabs.

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

public class Marts {
    public static void main(String[] arguments) throws Exception {
        String password = new Scanner(System.in).nextLine();
        try (Connection connection = DriverManager.getConnection(arguments[0], arguments[1], password)) {
            DatabaseMetaData metadata = connection.getMetaData();
            say(metadata.getSchemas(), "schema", "TABLE_SCHEM");
            List<String[]> tables = new ArrayList<>();
            try (ResultSet found = metadata.getTables(null, "%", "%", new String[] {"TABLE"})) {
                while (found.next()) {
                    tables.add(new String[] {found.getString("TABLE_SCHEM"), found.getString("TABLE_NAME")});
                    line("table", found.getString("TABLE_SCHEM"), found.getString("TABLE_NAME"), found.getString("REMARKS"));
                }
            }
            for (String[] table : tables) {
                say(metadata.getColumns(null, table[0], table[1], "%"),
                    "column", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "TYPE_NAME", "REMARKS");
                say(metadata.getPrimaryKeys(null, table[0], table[1]),
                    "primary", "TABLE_SCHEM", "TABLE_NAME", "KEY_SEQ", "COLUMN_NAME");
                say(metadata.getImportedKeys(null, table[0], table[1]),
                    "foreign", "FKTABLE_SCHEM", "FKTABLE_NAME", "FKCOLUMN_NAME",
                    "PKTABLE_SCHEM", "PKTABLE_NAME", "PKCOLUMN_NAME");
            }
            try (PreparedStatement query = connection.prepareStatement(
                    "select contact_id, entered_at, wait_seconds, is_answered from core.contacts"
                    + " where entered_at < ? order by contact_id")) {
                query.setObject(1, java.time.LocalDateTime.of(2025, 1, 3, 0, 0));
                try (ResultSet found = query.executeQuery()) {
                    while (found.next()) {
                        line("row", found.getString(1), found.getObject(2, java.time.LocalDateTime.class).toString(),
                            String.valueOf(found.getObject(3, Double.class)), String.valueOf(found.getObject(4)));
                    }
                }
            }
            // A connection of bi is so without anything that the tool would have to set.
            try (ResultSet found = connection.createStatement().executeQuery("show transaction_read_only")) {
                found.next();
                line("read only", found.getString(1));
            }
            line("isolation", connection.getTransactionIsolation() == Connection.TRANSACTION_REPEATABLE_READ
                ? "repeatable read" : "another");
        }
    }

    private static void say(ResultSet found, String kind, String... columns) throws Exception {
        try (found) {
            while (found.next()) {
                String[] values = new String[columns.length + 1];
                values[0] = kind;
                for (int at = 0; at < columns.length; at++) {
                    values[at + 1] = found.getString(columns[at]);
                }
                line(values);
            }
        }
    }

    private static void line(String... values) {
        for (int at = 0; at < values.length; at++) {
            values[at] = values[at] == null ? "" : values[at].replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t");
        }
        System.out.println(String.join("\t", values));
    }
}
