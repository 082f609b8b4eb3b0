using System.Text;

namespace Assistant.Native.LlamaCpp;

/// <summary>Writes metadata overrides in the engine's form.</summary>
internal static unsafe class LlamaOverrides
{
    /// <summary>The overrides and the empty entry that ends the list.</summary>
    /// <exception cref="ArgumentException">A key or text is too long or empty, or a value is of another type.</exception>
    internal static NativeOverride[] Of(IReadOnlyDictionary<string, object> values)
    {
        var list = new NativeOverride[values.Count + 1];
        var i = 0;
        foreach (var (key, value) in values)
        {
            fixed (NativeOverride* entry = &list[i++])
            {
                Write(key, entry->Key, key);
                switch (value)
                {
                    case long or int:
                        (entry->Tag, entry->Integer) = (0, Convert.ToInt64(value, null));
                        break;
                    case double or float:
                        (entry->Tag, entry->Float) = (1, Convert.ToDouble(value, null));
                        break;
                    case bool flag:
                        (entry->Tag, entry->Boolean) = (2, flag ? (byte)1 : (byte)0);
                        break;
                    case string text:
                        entry->Tag = 3;
                        Write(text, entry->Text, key);
                        break;
                    default:
                        throw new ArgumentException($"The override of {key} is a {value.GetType().Name}; it can be an integer, a float, a boolean or a text.", nameof(values));
                }
            }
        }

        return list;
    }

    private static void Write(string text, byte* target, string key)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length is 0 or >= NativeOverride.KeyLength)
            throw new ArgumentException($"The override of '{key}' has {length} bytes in its key or text; 1 to {NativeOverride.KeyLength - 1} fit.", nameof(text));
        Encoding.UTF8.GetBytes(text, new Span<byte>(target, NativeOverride.KeyLength - 1));
    }
}
