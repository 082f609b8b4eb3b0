using Assistant.Core.Encoders;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Sqlite;

/// <summary>Encoders and who serves which role.</summary>
internal static class EncoderRows
{
    private static readonly string _select =
        $"SELECT role, {Name("active")}, {Name("building")}, {Name("previous")}, (SELECT id FROM encoder WHERE key = declined), started, changed FROM encoder_role";

    /// <summary>The key of an encoder, made when it is new.</summary>
    public static long Key(WriteTransaction transaction, string id) =>
        transaction.Statement("SELECT key FROM encoder WHERE id = ?").Bind(id).Scalar()
        ?? transaction.Statement("INSERT INTO encoder(id) VALUES(?) RETURNING key").Bind(id).Scalar()!.Value;

    /// <summary>The key of an encoder; 0, which none has, when it is unknown.</summary>
    public static long Find(SqliteSession session, string id) => session.Statement("SELECT key FROM encoder WHERE id = ?").Bind(id).Scalar() ?? 0;

    /// <summary>Reads every assignment.</summary>
    public static List<EncoderAssignment> Read(SqliteSession session)
    {
        var rows = session.Statement(_select);
        var assignments = new List<EncoderAssignment>(2);
        while (rows.Step())
            assignments.Add(new EncoderAssignment((EncoderRole)rows.Int32(0), NameAt(rows, 1)!)
            {
                Building = NameAt(rows, 3),
                Previous = NameAt(rows, 5),
                Declined = rows.TextOrNull(7),
                Started = rows.IsNull(8) ? null : rows.Time(8),
                Changed = rows.Time(9),
            });
        return assignments;
    }

    /// <summary>Replaces the assignment of its role.</summary>
    public static void Write(WriteTransaction transaction, EncoderAssignment assignment)
    {
        transaction.Statement("""
            INSERT INTO encoder_role(role, active, building, previous, declined, started, changed) VALUES(?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT(role) DO UPDATE SET active = excluded.active, building = excluded.building, previous = excluded.previous,
                declined = excluded.declined, started = excluded.started, changed = excluded.changed
            """).Bind((int)assignment.Role).Bind(NamedKey(transaction, assignment.Active)).Bind(NamedKey(transaction, assignment.Building)).Bind(NamedKey(transaction, assignment.Previous))
            .Bind(assignment.Declined is { } declined ? Key(transaction, declined) : null).Bind(assignment.Started).Bind(assignment.Changed).Run();
    }

    private static long? NamedKey(WriteTransaction transaction, EncoderName? name)
    {
        if (name is null)
            return null;
        var key = Key(transaction, name.Id);
        transaction.Statement("UPDATE encoder SET model = ? WHERE key = ?").Bind(name.Model).Bind(key).Run();
        return key;
    }

    private static string Name(string column) => $"(SELECT id FROM encoder WHERE key = {column}), (SELECT coalesce(model, id) FROM encoder WHERE key = {column})";

    private static EncoderName? NameAt(SqliteStatement rows, int column) => rows.IsNull(column) ? null : new EncoderName(rows.Text(column), rows.Text(column + 1));
}
