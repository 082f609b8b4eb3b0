namespace Assistant.Index.Text;

/// <summary>
/// Lower-case letters with accents under the letter without: the canonical decompositions of Latin, Greek and Cyrillic in Unicode 15,
/// and stroked letters. In code because string normalization does nothing where globalization is invariant.
/// </summary>
internal static class AccentTable
{
    private const string Letters = """
        aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ
        bḃḅḇ
        cçćĉċčḉ
        dďḋḍḏḑḓđð
        eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ
        fḟ
        gĝğġģǧǵḡ
        hĥȟḣḥḧḩḫẖħ
        iìíîïĩīĭįǐȉȋḭḯỉịı
        jĵǰ
        kķǩḱḳḵ
        lĺļľḷḹḻḽł
        mḿṁṃ
        nñńņňǹṅṇṉṋ
        oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợø
        pṕṗ
        rŕŗřȑȓṙṛṝṟ
        sśŝşšșṡṣṥṧṩ
        tţťțṫṭṯṱẗŧ
        uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự
        vṽṿ
        wŵẁẃẅẇẉẘ
        xẋẍ
        yýÿŷȳẏẙỳỵỷỹ
        zźżžẑẓẕ
        æǣǽ
        øǿ
        ſẛ
        ʒǯ
        αάἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ
        εέἐἑἒἓἔἕὲέ
        ηήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ
        ιΐίϊἰἱἲἳἴἵἶἷὶίῐῑῒΐῖῗ
        οόὀὁὂὃὄὅὸό
        ρῤῥ
        υΰϋύὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ
        ωώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ
        ϒϓϔ
        аӑӓ
        гѓ
        еѐёӗ
        жӂӝ
        зӟ
        иѝӣӥ
        кќ
        оӧ
        уўӯӱӳ
        чӵ
        ыӹ
        эӭ
        ії
        ѵѷ
        әӛ
        өӫ
        σς
        """;

    /// <summary>Each accented letter and the one without.</summary>
    public static IEnumerable<(char Accented, char Bare)> Pairs()
    {
        foreach (var line in Letters.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            for (var i = 1; i < line.Length; i++)
                yield return (line[i], line[0]);
        }
    }
}
