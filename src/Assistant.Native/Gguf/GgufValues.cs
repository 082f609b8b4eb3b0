using System.Text;

namespace Assistant.Native.Gguf;

/// <summary>Metadata values as they stand in a file.</summary>
internal static class GgufValues
{
    internal const uint ArrayType = 9;

    // The numbers of the format: each type's place is its number. 9 is an array.
    private static readonly Type?[] Types =
    [
        typeof(byte), typeof(sbyte), typeof(ushort), typeof(short), typeof(uint), typeof(int), typeof(float), typeof(bool), typeof(string), null, typeof(ulong), typeof(long), typeof(double),
    ];

    /// <summary>Number of a type.</summary>
    /// <exception cref="ArgumentException">The format has no such type.</exception>
    internal static uint TypeOf(Type type) =>
        Array.IndexOf(Types, type) is var number and >= 0 ? (uint)number : throw new ArgumentException($"GGUF has no metadata of type {type.Name}.", nameof(type));

    internal static void Write(BinaryWriter writer, object value)
    {
        if (value is not Array array)
        {
            writer.Write(TypeOf(value.GetType()));
            WriteScalar(writer, value);
            return;
        }

        writer.Write(ArrayType);
        writer.Write(TypeOf(array.GetType().GetElementType()!));
        writer.Write((ulong)array.Length);
        foreach (var item in array) WriteScalar(writer, item);
    }

    internal static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void WriteScalar(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case string text: WriteText(writer, text); break;
            case bool flag: writer.Write(flag); break;
            case byte number: writer.Write(number); break;
            case sbyte number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case ulong number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            default: writer.Write((double)value); break;
        }
    }
}
