using System.Numerics;
using Assistant.Core.Pal.Builtins;
using Assistant.Core.Pal.Values;

namespace Assistant.Core.Pal.Runtime;

/// <summary>The built-in types. Shared by all runs; nothing changes them after start.</summary>
internal static class PyTypes
{
    /// <summary>The member that names a type's module in its repr.</summary>
    public const string ModuleKey = " module";

    public static readonly PyType Object = new("object", null, (_, _) => new PyInstance(Object!));
    public static readonly PyType TypeType = new("type", Object, Constructors.TypeOf);
    public static readonly PyType None = Plain("NoneType");
    public static readonly PyType Ellipsis = Plain("ellipsis");
    public static readonly PyType NotImplemented = Plain("NotImplementedType");
    public static readonly PyType Int = new PyType("int", Object, Constructors.Int).Define(NumberMethods.Int);
    public static readonly PyType Bool = new("bool", Int, Constructors.Bool);
    public static readonly PyType Float = new PyType("float", Object, Constructors.Float).Define(NumberMethods.Float);
    public static readonly PyType Str = new PyType("str", Object, Constructors.Str).Define(StringMethods.All).Define(StringSearchMethods.All);
    public static readonly PyType List = new PyType("list", Object, Constructors.List).Define(ListMethods.All);
    public static readonly PyType Tuple = new PyType("tuple", Object, Constructors.Tuple).Define(ListMethods.Tuple);
    public static readonly PyType Dictionary = DictionaryMethods.AddTo(new PyType("dict", Object, Constructors.Dictionary));
    public static readonly PyType Set = new PyType("set", Object, Constructors.Set).Define(SetMethods.Shared).Define(SetMethods.Changing);
    public static readonly PyType FrozenSet = new PyType("frozenset", Object, Constructors.FrozenSet).Define(SetMethods.Shared);
    public static readonly PyType Range = new PyType("range", Object, Constructors.Range).Define(ListMethods.Range);
    public static readonly PyType Slice = new("slice", Object, Constructors.Slice);
    public static readonly PyType DictionaryKeys = Plain("dict_keys");
    public static readonly PyType DictionaryValues = Plain("dict_values");
    public static readonly PyType DictionaryItems = Plain("dict_items");
    public static readonly PyType Iterator = Plain("iterator");
    public static readonly PyType Generator = Plain("generator").Define(GeneratorMethods.All);
    public static readonly PyType Enumerate = new("enumerate", Object, IterationFunctions.Enumerate);
    public static readonly PyType Zip = new("zip", Object, IterationFunctions.Zip);
    public static readonly PyType Map = new("map", Object, IterationFunctions.Map);
    public static readonly PyType Filter = new("filter", Object, IterationFunctions.Filter);
    public static readonly PyType Reversed = new("reversed", Object, IterationFunctions.Reversed);
    public static readonly PyType Function = Plain("function");
    public static readonly PyType BuiltinFunction = Plain("builtin_function_or_method");
    public static readonly PyType Method = Plain("method");
    public static readonly PyType Module = Plain("module");
    public static readonly PyType Super = Plain("super");
    public static readonly PyType StaticMethod = new("staticmethod", Object, (_, arguments) => new PyStaticMethod(Constructors.Only("staticmethod", arguments)));
    public static readonly PyType ClassMethod = new("classmethod", Object, (_, arguments) => new PyClassMethod(Constructors.Only("classmethod", arguments)));
    public static readonly PyType Property = new("property", Object, (_, arguments) => new PyProperty(Constructors.Only("property", arguments), null));
    public static readonly PyType BaseException = new("BaseException", Object);

    public static PyType Of(object value) => value switch
    {
        BigInteger => Int,
        bool => Bool,
        double => Float,
        string => Str,
        PyObject item => item.Type,
        _ => Object,
    };

    public static PyType IteratorOf(object value) => value switch
    {
        PyList => ListIterator,
        PyTuple => TupleIterator,
        PyDictionary => KeyIterator,
        string => StrIterator,
        PySet => SetIterator,
        PyRange => RangeIterator,
        _ => Iterator,
    };

    private static readonly PyType ListIterator = Plain("list_iterator");
    private static readonly PyType TupleIterator = Plain("tuple_iterator");
    private static readonly PyType KeyIterator = Plain("dict_keyiterator");
    private static readonly PyType StrIterator = Plain("str_iterator");
    private static readonly PyType SetIterator = Plain("set_iterator");
    private static readonly PyType RangeIterator = Plain("range_iterator");

    private static PyType Plain(string name) => new(name, Object);
}
